import pytest

from segstudy.cases.layouts.registry import find_cases
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError

ORGANS = {"heart": 2, "aorta": 4}


def result(tmp_path, text, **keys):
    table = tmp_path / "cases.csv"
    table.write_bytes(text.encode())
    settings = DataSettings(layout="table", root=str(table), organs=ORGANS, **keys)
    return find_cases(settings, "results/s", list(ORGANS), keys.pop("stratify", None))


def test_rows_become_cases_with_paths_beside_the_table(tmp_path):
    text = "case,patient,image,label,annotated\nb,P1,b.nii.gz,bl.nii.gz,heart\na,P1,/abs/a.nii.gz,,\n"
    first, second = result(tmp_path, text)
    assert (first.name, first.patient, first.image, first.label) == ("a", "P1", "/abs/a.nii.gz", None)
    assert first.annotated is None
    assert second.image == str(tmp_path / "b.nii.gz")
    assert second.annotated == ("heart",)


def test_a_folder_may_come_from_the_environment(tmp_path, monkeypatch):
    text = "case,patient,image,label\na,P,a.nii,b.nii\n"
    monkeypatch.delenv("SCANS", raising=False)
    assert result(tmp_path, text, folder="${SCANS:-/else}/x")[0].image == "/else/x/a.nii"
    monkeypatch.setenv("SCANS", "/scans")
    assert result(tmp_path, text, folder="${SCANS:-/else}/x")[0].image == "/scans/x/a.nii"


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    assert result(tmp_path, "\ufeffcase,patient,image,label\na,P,a.nii,b.nii\n")[0].name == "a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("case;patient;image;label\na;P;a;b\n", "no column case, patient, image, label"),
        ("case,patient,image\na,P,a\n", "no column label"),
        ("case,patient,image,label\n,P,a,b\n", "line 2: case, patient and image must not be empty"),
        ("case,patient,image,label,annotated\na,P,a,b,hart\n", "did you mean 'heart'"),
        ("case,patient,image,label\na,P,a,b\na,P,c,d\n", "case 'a' stands there twice"),
        ("case,patient,image,label\n../a,P,a,b\n", "'../a' cannot be a case's name"),
        ("case,patient,image,label\n", "no case found"),
    ],
)
def test_bad_tables_are_named_in_words(tmp_path, text, message):
    with pytest.raises(StudyError, match="^[^\n]+$") as caught:
        result(tmp_path, text)
    assert message in str(caught.value)


def test_excluding_a_case_that_is_not_there_is_a_typo(tmp_path):
    text = "case,patient,image,label\nPatient_01,P,a,b\n"
    with pytest.raises(StudyError, match="did you mean 'Patient_01'"):
        result(tmp_path, text, exclude={"Patient_1": "broken"})


def test_a_missing_table_is_an_error(tmp_path):
    settings = DataSettings(layout="table", root=str(tmp_path / "none.csv"), organs=ORGANS)
    with pytest.raises(StudyError, match="no table"):
        find_cases(settings, "results/s", list(ORGANS))


def test_a_path_of_windows_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"line 2: scans\\a.nii: a path of Windows; write / in place of"):
        result(tmp_path, "case,patient,image,label\na,P,scans\\a.nii,b.nii\n")


def test_a_number_among_the_exclusions_is_told():
    with pytest.raises(ValueError, match="put it between quotes, such as '010'"):
        DataSettings(layout="segthor", root="x", organs=ORGANS, exclude={8: "bad"})
