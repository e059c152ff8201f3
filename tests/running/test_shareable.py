import pytest

from segstudy.running.shareable import shareable, told_apart, within


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/jane/scans/train", "…/train"),
        ("/home/jane", "…"),
        ("/Users/jane", "…"),
        ("~jane/scans", "…/scans"),
        ("C:\\Users\\jane\\scans", "…/scans"),
        ("file:///home/jane/scans", "…/scans"),
        ("//host/jane/scans", "…/scans"),
        ("/home/jane/{case}/labels.nii.gz", "…/{case}/labels.nii.gz"),
        ("${SCANS:-/home/jane}/train", "${SCANS:-…}/train"),
        ("missing: no file at /home/jane/a/b.nii", "missing: no file at …/b.nii"),
        ("see '/home/jane/letter.txt'.", "see '…/letter.txt'."),
    ],
)
def test_of_absolute_paths_the_end_is_shown(path, shown):
    assert shareable(path) == shown and shareable(shown) == shown
    assert shareable({"a": [path, 1, None], "b": {"c": path}}) == {"a": [shown, 1, None], "b": {"c": shown}}


@pytest.mark.parametrize(
    "text",
    ["data/a/b", "~/scans/a", "${HOME}/scans/a", "https://example.org/a/b.tar", "7/8 of mg/ml", "", "../a/b"],
)
def test_what_names_nobody_stays(text):
    assert shareable(text) == text and told_apart(text) == text


def test_paths_below_a_folder_are_relative_to_it():
    assert within("image: no file at /home/Jane Doe/scans/P1/P1.nii", "/home/Jane Doe/scans") == (
        "image: no file at P1/P1.nii"
    )
    assert within("/elsewhere/jane/P1.nii", "/home/jane") == "…/P1.nii"
    assert within("data/P1.nii", None) == "data/P1.nii"


def test_two_folders_of_one_name_stay_two():
    one, other = told_apart("/home/jane/a/train"), told_apart("/home/jane/b/train")
    assert one != other and told_apart(one) == one
    assert "jane" not in one + other
