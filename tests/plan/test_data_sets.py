import pytest

from segstudy.config.sections.case_sets import CaseSet
from segstudy.plan.data_sets import set_of_each
from segstudy.plan.inputs.training import training_caches
from segstudy.plan.plan import Plan
from segstudy.plan.specs.comparison import description_spec
from segstudy.plan.specs.training import training_spec
from segstudy.running.errors import StudyError

SETS = {"a": ["Patient_0[1-6]"], "b": ["Patient_0[789]", "Patient_1?"]}


def study(sets=SETS, **arm):
    return {
        "study": "s",
        "data": {"layout": "phantom", "organs": {"heart": 2}, "phantom": {"patients": 12}},
        "data_sets": sets,
        "folds": {"count": 3, "validation": 0.25},
        "preparations": {"raw": {}},
        "arms": [
            {"name": "all", "preparation": "raw"},
            {"name": "from_a", "preparation": "raw", "learn_from": "a", **arm},
            {"name": "from_b", "preparation": "raw", "learn_from": "b"},
        ],
    }


def test_an_arm_learns_from_its_set_alone_and_is_tested_on_all():
    plan = Plan(study())
    own = {name: {case for case, of in plan.set_of.items() if of == name} for name in SETS}
    assert {*plan.measured} == own["a"] | own["b"] and len(own["a"]) == 6
    assert set(plan.trainings) == {"enet.raw", "enet.raw.from-a", "enet.raw.from-b"}
    for fold in plan.fold_numbers:
        held = {case for case, number in plan.folds.items() if number == fold}
        # of each set some are held out
        assert held & own["a"] and held & own["b"]
        for name in SETS:
            spec = training_spec(plan, f"enet.raw.from-{name}", fold)
            assert spec.training and spec.validation
            assert {*spec.training, *spec.validation} == own[name] - held
            read = training_caches(plan, f"enet.raw.from-{name}", fold, "image")
            assert len(read) == len(own[name] - held) and all("prepared/raw/Patient_" in path for path in read)
        whole = training_spec(plan, "enet.raw", fold)
        assert {*whole.training, *whole.validation} == {*plan.measured} - held
    assert all(set(plan.cases_of(run)) == {*plan.predicted} for run in plan.runs)


def test_what_is_described_by_set_and_how_many_patients_each_arm_learned_from():
    spec = description_spec(Plan(study()))
    assert spec.sets == set_of_each(list(spec.sets), {name: CaseSet(cases=cases) for name, cases in SETS.items()})
    learned = {learner.arm: learner.training_patients for learner in spec.learners}
    assert learned["from_a"] == (3, 3, 3) and learned["all"] == (6, 6, 6)
    plain = {key: value for key, value in study().items() if key != "data_sets"}
    plain["arms"] = plain["arms"][:1]
    assert "sets" not in description_spec(Plan(plain)).to_plain()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sets": {"a": ["nobody*"], "b": ["Patient_1?"]}}, r"data_sets\.a: no case with a label map is called like"),
        ({"sets": {"a": ["Patient_0*"], "b": ["Patient_0[89]"]}}, r"data_sets\.b: case Patient_08 is in a too"),
        ({"learn_from": "c"}, r"learn_from: no one of `data_sets` is called 'c'"),
        ({"model": {"nnunet": {}}, "preparation": None}, "has no training of this study's"),
        ({"sets": {"a": ["Patient_01", "Patient_02"], "b": ["Patient_1?"]}}, r"data_sets\.a: beside fold \d too few"),
    ],
)
def test_sets_that_say_nothing_or_leave_nobody_are_refused(changes, words):
    with pytest.raises(StudyError, match=words):
        plan = Plan(study(**changes))
        [training_spec(plan, name, fold) for name in plan.own_trainings for fold in plan.fold_numbers]
