import json
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.report.read import arms_from, facts_from, read_results
from segstudy.running.errors import StudyError
from segstudy.tables.history import EpochRecord
from segstudy.tables.training import HISTORY


def test_everything_a_study_leaves_behind_is_read(made_input) -> None:
    assert len(made_input.cases) == 13
    assert len(made_input.used) == 12
    assert list(made_input.case_warnings["case"]) == ["P00", "P03", ""]
    assert len(made_input.metrics) == 12 * 4 * 4
    assert len(made_input.words) == len(made_input.statistics) == 46
    assert set(made_input.histories) == {
        (t, f) for t in ("enet.raw", "enet.full", "enet.full.affine") for f in range(3)
    }
    assert made_input.transform["organ"] == "heart"
    assert made_input.provenance["code_version"] == "0123abc"


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "path", [ROOT / "config.yaml", *sorted((ROOT / "studies").glob("*.yaml"))], ids=lambda p: p.name
)
def test_a_studys_spec_is_read_back(path):
    settings = read_study(yaml.safe_load(path.read_text(encoding="utf-8")))
    facts = facts_from({"config": settings.spec(), "arms": []})
    assert facts.settings == settings
    assert facts.organs == settings.data.organs and facts.alpha == settings.comparisons.alpha


def test_what_is_no_spec_is_told_with_its_key():
    with pytest.raises(StudyError, match="config: seeed: no key is called"):
        facts_from({"config": {"seeed": 1}, "arms": []})


def test_empty_folder_gives_an_empty_input(made_study, tmp_path) -> None:
    empty = read_results(tmp_path, made_study.facts())
    assert not len(empty.cases) and not len(empty.metrics) and not empty.histories
    assert empty.transform is None and empty.quality is None


def test_a_table_of_other_columns_is_named(made_study, tmp_path) -> None:
    (tmp_path / "folds.csv").write_text("case,patient\n001,NA\n")
    with pytest.raises(StudyError, match=r"folds\.csv: no column fold"):
        read_results(tmp_path, made_study.facts())


def test_broken_json_is_one_clear_line(made_study, tmp_path) -> None:
    (tmp_path / "provenance.json").write_text('{"config": ')
    with pytest.raises(StudyError, match=r"provenance\.json: cannot be read as JSON"):
        read_results(tmp_path, made_study.facts())


def test_histories_of_several_seeds_are_found(made_study, tmp_path) -> None:
    for name in ("enet.raw.seed-1", "enet.raw.seed-2"):
        path = tmp_path / "trained" / name / "fold-0" / "history.csv"
        path.parent.mkdir(parents=True)
        HISTORY.write(path, [HISTORY.fields(EpochRecord(1, 0.5, 0.5, 0.4, 1e-3))])
    found = read_results(tmp_path, made_study.facts()).histories
    assert list(found) == [("enet.raw.seed-1", 0), ("enet.raw.seed-2", 0)]


def test_arms_take_one_training_or_one_a_seed() -> None:
    one, two = arms_from([{"name": "a", "training": "t"}, {"name": "b", "training": ["t1", "t2"], "other": 1}])
    assert one.trainings == ("t",)
    assert two.trainings == ("t1", "t2")
    assert json.dumps(two.hyperparameters) == "{}"
