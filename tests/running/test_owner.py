import pytest

from segstudy.running.errors import StudyError
from segstudy.running.owner import check_owner, record_owner

DATA = {"layout": "segthor", "root": "data/a", "organs": {"heart": 2}}


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    record_owner("results/s", "studies/a.yaml", DATA)
    return "results/s"


def test_another_file_about_other_data_is_refused_with_the_key(results):
    with pytest.raises(
        StudyError, match=r'study of studies/a\.yaml, where data\.root is "data/a", and in b\.yaml it is "b"'
    ):
        check_owner(results, "b.yaml", {**DATA, "root": "b"})
    with pytest.raises(StudyError, match=r"data\.organs is .*, and in b\.yaml it is not set"):
        check_owner(results, "b.yaml", {key: DATA[key] for key in ("layout", "root")})


def test_the_same_file_may_change_and_another_may_say_the_same(results, tmp_path):
    check_owner(results, str(tmp_path / "studies/a.yaml"), {**DATA, "root": "b"})
    check_owner(results, "renamed.yaml", dict(reversed(DATA.items())))


def test_a_folder_without_a_record_is_anybodys(tmp_path):
    check_owner(str(tmp_path), "b.yaml", DATA)
    (tmp_path / "study.json").write_text("{")
    check_owner(str(tmp_path), "b.yaml", DATA)


def test_no_folder_of_a_person_is_recorded_and_two_are_told_apart(tmp_path, monkeypatch):
    (tmp_path / "clone").mkdir()
    monkeypatch.chdir(tmp_path / "clone")
    record_owner("results/s", "../jane/a.yaml", {**DATA, "root": "/home/jane/a/train"})
    assert "jane" not in (tmp_path / "clone/results/s/study.json").read_text()
    check_owner("results/s", "../jane/a.yaml", DATA)
    check_owner("results/s", "../jane/b.yaml", {**DATA, "root": "/home/jane/a/train"})
    with pytest.raises(StudyError, match=r"data\.root is"):
        check_owner("results/s", "../jane/b.yaml", {**DATA, "root": "/home/jane/b/train"})
