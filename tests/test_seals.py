import pytest

from segstudy.errors import StudyError
from segstudy.seals import check_seals, seal


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "results" / "evaluated" / "case.csv"
    path.parent.mkdir(parents=True)
    path.write_text("arm,dice\nraw,0.9\nfull,0.8\n")
    seal([path], tmp_path / "results")
    return path


@pytest.mark.parametrize(
    "content", ["", "arm,dice\nraw,0.9\n", "arm,dice\nraw,0.9\nfull,0.9\n", "arm,dice\nraw,0.9\nfull,0.8\n\n"]
)
def test_a_file_that_is_cut_or_changed_is_named(table, content):
    results = table.parents[1]
    check_seals([table], results)
    table.write_text(content)
    with pytest.raises(StudyError, match=r"case\.csv: changed or cut since .* delete it and run again"):
        check_seals([table], results, patience=0)


def test_touching_breaks_no_seal_and_new_content_can_be_sealed(table):
    results = table.parents[1]
    table.touch()
    check_seals([table], results)
    table.write_text("new\n")
    seal([table], results)
    check_seals([table], results)


def test_files_that_this_study_did_not_make_need_no_seal(table, tmp_path):
    (tmp_path / "scan.nii.gz").write_bytes(b"x")
    (tmp_path / "results" / "unsealed.csv").write_text("x")
    seal([tmp_path / "scan.nii.gz", tmp_path / "results"], tmp_path / "results")
    check_seals([tmp_path / "scan.nii.gz", tmp_path / "results" / "unsealed.csv"], tmp_path / "results", patience=0)
    assert [path.name for path in (tmp_path / "results" / "seals").rglob("*") if path.is_file()] == ["case.csv"]


def test_a_file_that_went_missing_is_named(table):
    table.unlink()
    with pytest.raises(StudyError, match="delete it and run again"):
        check_seals([table], table.parents[1], patience=0)
