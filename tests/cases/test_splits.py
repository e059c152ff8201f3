import json

import pytest

from segstudy.cases.case import Case
from segstudy.cases.folds import split_training
from segstudy.cases.splits import read_splits
from segstudy.config.sections.folds import FoldSettings
from segstudy.running.errors import StudyError

# two scans of patient p
CASES = [Case(name, "p" if name in ("c1", "c2") else name, "i", "l") for name in ("c1", "c2", "c3", "c4", "c5")]
UNDRAWN = Case("new", "new", "i", None)


@pytest.fixture
def written(tmp_path):
    """Writes splits: rows of a CSV, or folds of a JSON."""

    def write(*rows, folds=None):
        path = tmp_path / ("splits_final.json" if folds is not None else "splits.csv")
        path.write_text(json.dumps(folds) if folds is not None else "\n".join(rows) + "\n")
        return path

    return write


def test_nnunets_file_holds_out_what_it_validates_on(written):
    folds = [{"train": ["c1", "c2", "c3"], "val": ["c4", "c5"]}, {"train": ["c3", "c4"], "val": ["c1", "c2"]}]
    folds.append({"train": ["c1", "c2", "c4", "c5", "new"], "val": ["c3", "left_out"]})
    splits = read_splits(written(folds=folds), [*CASES, UNDRAWN], ["left_out"])
    assert splits.held_out == {"c4": 0, "c5": 0, "c1": 1, "c2": 1, "c3": 2}
    training, validating = split_training(CASES, splits.held_out, 1, FoldSettings(), 1, splits=splits)
    # c5 is neither learned from nor held out there
    assert sorted(training + validating) == ["c3", "c4"] and len(validating) == 1


def test_a_table_of_folds_by_patient(written):
    path = written("fold,patient", "10,p", "2,c3", "2,c4", "1,c5")
    splits = read_splits(path, CASES)
    assert splits.held_out == {"c1": 2, "c2": 2, "c3": 1, "c4": 1, "c5": 0}
    assert splits.training[2] == {"c3", "c4", "c5"} and splits.validation == ()


def test_one_fixed_split(written):
    splits = read_splits(written("case,part", "c1,train", "c2,Training", "c3,val", "c4,test", "c5,train"), CASES)
    assert splits.held_out == {"c4": 0}
    assert split_training(CASES, splits.held_out, 0, FoldSettings(), 1, splits=splits) == (["c1", "c2", "c5"], ["c3"])
    fewer, _ = split_training(CASES, splits.held_out, 0, FoldSettings(), 1, 0.5, splits)
    assert fewer in (["c1", "c2"], ["c5"])
    # without validation patients some of those that are learned from validate
    splits = read_splits(written("case,part", "c1,train", "c2,train", "c3,train", "c4,test", "c5,test"), CASES)
    training, validating = split_training(CASES, splits.held_out, 0, FoldSettings(), 1, splits=splits)
    assert sorted(training + validating) == ["c1", "c2", "c3"] and validating


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["case,fold", *(f"c{n},{n % 2}" for n in range(1, 5))], "says nothing of c5; add it, or leave out"),
        (["case,fold", "c1,0", "c1,1"], "case c1 stands there twice"),
        (["case,fold", "c11,0"], "no labeled case of the study is called 'c11'"),
        (["case,fold", "c1,0", "c2,1", "c3,0", "c4,1", "c5,1"], "fold 0 learns from and holds out patient p"),
        (
            ["case,part", "c1,train", "c2,val", "c3,train", "c4,test", "c5,test"],
            "learns from and chooses by patient p",
        ),
        (["case,part", "c1,train", "c2,train", "c3,tets", "c4,test", "c5,test"], "did you mean 'test'"),
        (["case,part", *(f"c{n},train" for n in range(1, 6))], "holds no case out"),
        (["case,fold", *(f"c{n},a" for n in range(1, 6))], "'a' is no fold's number"),
        (["case,fold", *(f"c{n},1" for n in range(1, 6))], "has one fold, so that nothing is left to learn from"),
        (["name,fold", "c1,0"], "needs the columns `case` or `patient`"),
    ],
)
def test_what_would_mislead_is_one_line(rows, words, written):
    with pytest.raises(StudyError) as caught:
        read_splits(written(*rows), CASES)
    assert any(words in line and "splits.csv" in line for line in str(caught.value).splitlines()), caught.value


@pytest.mark.parametrize(
    ("folds", "words"),
    [
        (
            [{"train": ["c3", "c4"], "val": ["c1", "c2", "c5"]}, {"train": ["c1"], "val": ["c5"]}],
            "held out in folds 0 and 1",
        ),
        ([{"train": ["c3", "c4", "c5"], "val": ["c1", "c2", "c5"]}], "fold 0 learns from c5, which it holds out"),
        ([{"train": ["c3", "c4"], "val": ["c1", "c2"]}], "says nothing of c5"),
        ({"train": []}, "is no list of {train, val}"),
    ],
)
def test_what_would_mislead_in_nnunets_file_too(folds, words, written):
    with pytest.raises(StudyError) as caught:
        read_splits(written(folds=folds), CASES)
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    for name in ("splits.csv", "splits_final.json"):
        with pytest.raises(StudyError, match=f"{name}: No such file"):
            read_splits(tmp_path / name, CASES)
