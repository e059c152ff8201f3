import json

import pandas as pd
import pytest

from segstudy.errors import StudyError
from segstudy.report.read import arms_from, read_results, read_table


def test_everything_a_study_leaves_behind_is_read(made_input) -> None:
    assert len(made_input.cases) == 13
    assert len(made_input.used) == 12
    assert len(made_input.metrics) == 12 * 4 * 4
    assert len(made_input.words) == len(made_input.statistics) == 45
    assert set(made_input.histories) == {
        (t, f) for t in ("enet.raw", "enet.full", "enet.full.affine") for f in range(3)
    }
    assert made_input.transform["organ"] == "heart"
    assert made_input.provenance["code_version"] == "0123abc"


def test_empty_folder_gives_an_empty_input(made_study, tmp_path) -> None:
    empty = read_results(tmp_path, made_study.facts())
    assert not len(empty.cases) and not len(empty.metrics) and not empty.histories
    assert empty.transform is None and empty.quality is None


def test_names_stay_text_and_empty_numbers_are_nan(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("case,patient,fold,dice,reason\n001,NA,0,,\n002,1e5,1,0.5,nan\n")
    table = read_table(tmp_path / "t.csv")
    assert list(table["case"]) == ["001", "002"]
    assert list(table["patient"]) == ["NA", "1e5"]
    assert list(table["reason"]) == ["", "nan"]
    assert table["dice"].isna().tolist() == [True, False]
    assert pd.api.types.is_integer_dtype(table["fold"])


def test_broken_json_is_one_clear_line(made_study, tmp_path) -> None:
    (tmp_path / "provenance.json").write_text('{"config": ')
    with pytest.raises(StudyError, match=r"provenance\.json: cannot be read as JSON"):
        read_results(tmp_path, made_study.facts())


def test_histories_of_several_seeds_are_found(made_study, tmp_path) -> None:
    for name in ("enet.raw.seed-1", "enet.raw.seed-2"):
        path = tmp_path / "trained" / name / "fold-0" / "history.csv"
        path.parent.mkdir(parents=True)
        path.write_text("epoch,loss\n1,0.5\n")
    found = read_results(tmp_path, made_study.facts()).histories
    assert list(found) == [("enet.raw.seed-1", 0), ("enet.raw.seed-2", 0)]


def test_arms_take_one_training_or_one_a_seed() -> None:
    one, two = arms_from([{"name": "a", "training": "t"}, {"name": "b", "training": ["t1", "t2"], "other": 1}])
    assert one.trainings == ("t",)
    assert two.trainings == ("t1", "t2")
    assert json.dumps(two.hyperparameters) == "{}"
