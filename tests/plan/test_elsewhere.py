import pytest

from segstudy.plan.inputs.prediction import atlases, given_prediction
from segstudy.plan.plan import Plan
from segstudy.plan.specs.arms import recorded_arms
from segstudy.plan.specs.comparison import description_spec
from segstudy.plan.specs.evaluation import evaluation_spec, given_spec
from segstudy.plan.specs.report import report_spec, unfinished_spec
from segstudy.running.errors import StudyError


@pytest.fixture
def theirs(tmp_path):
    """An arm with predictions of two of the three labeled cases."""
    for number in (1, 2):
        (tmp_path / f"p{number}").mkdir()
        (tmp_path / f"p{number}/c{number}.nii").touch()
    return {"name": "theirs", "given": {"files": f"{tmp_path}/{{patient}}/{{case}}.nii", "missing": "missed"}}


def study(data, *arms, **keys):
    return {"study": "s", "data": data, "arms": list(arms), **keys}


def test_nothing_is_held_out_where_nothing_is_learned(table, theirs, tmp_path):
    plan = Plan(study(table(2), theirs, {"name": "truth", "control": "truth"}, seeds=3))
    assert list(plan.runs) == ["theirs", "truth"] and plan.cases_of("theirs") == ["c1"]
    assert plan.folds == {} and list(plan.fold_numbers) == [] and plan.trainings == {} and plan.inferred_cases == []
    assert given_prediction(plan, "theirs", "c1") == str(tmp_path / "p1/c1.nii")
    assert given_prediction(plan, "truth", "c1") == plan.cases["c1"].label
    assert evaluation_spec(plan, "theirs", "c1").fold == -1
    # what is told of the study stays possible
    report_spec(plan), unfinished_spec(plan), description_spec(plan)
    assert recorded_arms(plan)["runs"] == []


def test_all_missing_cases_are_named_or_missed(table, theirs):
    data = table(5)
    plan = Plan(study(data, theirs))
    assert given_prediction(plan, "theirs", "c3") == []
    theirs["given"]["missing"] = "refuse"
    with pytest.raises(StudyError, match=r"arms\[0\] \(theirs\)\.given: no .* for c3, c4; bring these predictions"):
        _ = Plan(study(data, theirs)).made_elsewhere


def test_an_organ_without_integers_is_not_measured(table, theirs):
    theirs["given"]["labels"] = {"heart": [51, 52]}
    plan = Plan(study({**table(3), "ignore": [9]}, theirs, {"name": "floor", "control": "empty"}))
    assert evaluation_spec(plan, "theirs", "c1").annotated == ["heart"]
    assert evaluation_spec(plan, "floor", "c1").annotated == ["heart", "aorta"]
    assert given_spec(plan, "theirs").labels == {"heart": (51, 52)} and given_spec(plan, "theirs").ignore == (9,)


def test_the_mean_atlas_is_of_the_fold_that_held_a_case_out(table):
    plan = Plan(study(table(5), {"name": "atlas", "control": "mean_atlas"}, folds={"count": 4}))
    assert plan.atlases == ["atlas"]
    for case, fold in plan.folds.items():
        assert atlases(plan, case) == [f"results/s/atlas/fold-{fold}.npz"]
        assert case not in plan.split(fold)[0]
