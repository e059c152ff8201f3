import pytest

from segstudy.cases.case import Case
from segstudy.config.sections.case_sets import CaseSet
from segstudy.plan.evaluate_on import outside_cases
from segstudy.plan.inputs.evaluation import evaluated_outside
from segstudy.plan.inputs.outside_folds import inferred_by_fold, runs_by_fold
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

CASES = [Case(name, name[:-1], "i", "l") for name in ("fluo_a1", "fluo_b1", "stained_c1", "stained_c2")]


def sets_of(patterns):
    return {name: CaseSet(cases=each) for name, each in patterns.items()}


def test_patterns_choose_the_cases_of_each_set():
    found = outside_cases(CASES, sets_of({"stained": ["stained_*"], "one": ["fluo_?1"]}))
    assert found == {"stained_c1": "stained", "stained_c2": "stained", "fluo_a1": "one", "fluo_b1": "one"}
    assert outside_cases(CASES, {}) == {}


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        ({"x": ["Fluo_*"]}, "evaluate_on.x: no case is called like 'Fluo_\\*'"),
        ({"x": ["stained_*"], "y": ["*_c1", "fluo*"]}, "case stained_c1 is in x too"),
        ({"x": ["stained_c1"]}, "patient stained_c has other cases, which networks would learn from"),
    ],
)
def test_sets_that_would_mislead_are_refused(sets, words):
    with pytest.raises(StudyError, match=words):
        outside_cases(CASES, sets_of(sets))


def test_a_case_without_a_label_map_cannot_be_tested_on():
    with pytest.raises(StudyError, match="new has no label map"):
        outside_cases([*CASES, Case("new", "new", "i", None)], sets_of({"x": ["new"]}))


def study(**keys):
    return {
        "study": "s",
        "data": {"layout": "phantom", "organs": {"heart": 2}, "phantom": {"patients": 8}},
        "folds": {"count": 2},
        "preparations": {"raw": {}},
        "arms": [
            {"name": "a", "preparation": "raw"},
            {"name": "b_oracle", "preparation": "raw", "representation": "polar", "source_arm": "truth"},
        ],
        "comparisons": {"baseline": "a"},
        **keys,
    }


def test_nothing_of_a_set_that_is_tested_on_reaches_a_training():
    plan = Plan(study(evaluate_on={"others": ["Patient_0[12]"]}))
    others = {"Patient_01", "Patient_02"}
    assert set(plan.outside) == others and set(plan.cases) > others
    assert not others & set(plan.labelled) and not others & set(plan.folds)
    for fold in plan.fold_numbers:
        assert not others & {*plan.split(fold)[0], *plan.split(fold)[1]}
    # but every arm predicts them, also one that is told the truth
    for run in plan.runs:
        assert others <= set(plan.cases_of(run))


def test_what_has_no_networks_of_folds_is_measured_on_a_set_but_not_fold_by_fold():
    config = study(evaluate_on={"others": ["Patient_0[12]"]})
    for name, source in (("sam", "a"), ("sam_oracle", "truth")):
        config["arms"].append(
            {"name": name, "model": {"sam2_prompted": {"checkpoint": "random"}}, "source_arm": source}
        )
    plan = Plan(config)
    assert {run for run, _ in evaluated_outside(plan, "others")} == {"a", "b_oracle", "sam", "sam_oracle"}
    assert runs_by_fold(plan) == ["a", "b_oracle"]
    assert not [name for name in inferred_by_fold(plan) if name.startswith("sam2")]


def test_without_such_sets_all_is_as_before():
    plan, other = Plan(study()), Plan(study(evaluate_on={}))
    assert plan.folds == other.folds and plan.labelled == other.labelled and plan.outside == {}
