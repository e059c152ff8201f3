import pytest

from segstudy.cases.layouts.registry import find_cases
from segstudy.cases.subgroups import MOST_GROUPS, read_subgroups
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError

HEAD = "case,patient,image,label,site,age\n"
ROWS = ["a,P1,a.nii,a_l.nii,north,61\n", "b,P1,b.nii,b_l.nii,north,61\n", "c,P2,c.nii,c_l.nii,south,\n"]


def read(tmp_path, columns, rows=ROWS, layout="table"):
    table = tmp_path / "cases.csv"
    table.write_text(HEAD + "".join(rows))
    settings = DataSettings(layout="table", root=str(table), organs={"heart": 1})
    cases = find_cases(settings, "results/x", ["heart"])
    if layout != "table":
        settings = DataSettings(layout=layout, organs={"heart": 1})
    return read_subgroups(settings, columns, cases)


def test_patients_have_the_values_of_their_cases(tmp_path):
    assert read(tmp_path, ["site"]) == {"site": {"P1": "north", "P2": "south"}}
    assert read(tmp_path, []) == {}


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        (["sex"], ROWS, "no column sex"),
        (["age"], ROWS, "age has 1 different values; 2 are needed"),
        (["site"], [*ROWS, "d,P2,d.nii,d_l.nii,east,\n"], "patient P2 has south and east"),
        (["age"], [f"{i},Q{i},i.nii,l.nii,x,{i}\n" for i in range(MOST_GROUPS + 1)], "at most 12 are groups"),
    ],
)
def test_what_makes_no_groups_of_patients_is_refused(tmp_path, columns, rows, said):
    with pytest.raises(StudyError, match=said):
        read(tmp_path, columns, rows)


def test_data_without_a_table_have_no_columns(tmp_path):
    with pytest.raises(StudyError, match="layout `phantom` has no columns"):
        read(tmp_path, ["site"], layout="phantom")
