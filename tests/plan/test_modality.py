import pytest

from segstudy.plan.checked import checked_plan
from segstudy.plan.plan import Plan
from segstudy.plan.specs.arms import recorded_arms
from segstudy.plan.specs.cases import inspection_spec
from segstudy.plan.specs.evaluation import evaluation_spec
from segstudy.plan.specs.training import training_spec
from segstudy.running.errors import StudyError


def study(data, **keys):
    arm = {"name": "a", "preparation": "raw"}
    return {
        "study": "s",
        "data": data,
        "folds": {"count": 2},
        "preparations": {"raw": {"size": [8, 8]}},
        "arms": [arm],
        **keys,
    }


def test_what_is_no_ct_is_held_to_no_hounsfield_units(table):
    plan = Plan(study({**table(5), "modality": "mr"}))
    assert plan.judged == [] and inspection_spec(plan, "c1")["modality"] == "mr"
    assert recorded_arms(plan)["modality"] == "mr"
    plain = Plan(study(table(5)))
    # nobody who has CTs sees the key
    assert "modality" not in inspection_spec(plain, "c1") and "modality" not in recorded_arms(plain)
    assert plain.judged == plain.labelled
    with pytest.raises(StudyError, match="tissues.fat: scans of modality any have no Hounsfield units"):
        Plan(study({**table(5), "modality": "any"}, tissues={"fat": {"organ": "heart"}}))


def test_an_organ_that_was_not_drawn_is_neither_learned_nor_measured(table):
    plan = Plan(study({**table(5), "annotated": {"aorta": ["c[12]"]}}))
    assert evaluation_spec(plan, "a", "c1").annotated == ["heart", "aorta"]
    assert evaluation_spec(plan, "a", "c3").annotated == ["heart"]
    for fold in plan.fold_numbers:
        annotated = training_spec(plan, next(iter(plan.trainings)), fold).annotated
        assert all(("aorta" in organs) == (case in ("c1", "c2")) for case, organs in annotated.items())
    with pytest.raises(StudyError, match=r"data\.annotated: no organ is called 'aort'; did you mean 'aorta'"):
        Plan(study({**table(5), "annotated": {"aort": ["c1"]}}))


def test_several_integers_are_one_organ(table):
    plan = Plan(study({**table(5), "organs": {"heart": [2, 7], "aorta": 4}}))
    assert plan.organs == {"heart": 2, "aorta": 4} and plan.settings.data.joined == {"heart": [7]}
    assert plan.label_of("c1") == "results/s/joined/c1.nii.gz"
    assert inspection_spec(plan, "c1")["joined"] == {"heart": [7]}
    assert "joined" not in inspection_spec(Plan(study(table(5))), "c1")
    with pytest.raises(StudyError, match="two organs share one label integer"):
        Plan(study({**table(5), "organs": {"heart": [2, 4], "aorta": 4}}))


def test_the_correct_label_map_of_a_correction_is_looked_for(table):
    correction = {"organ": "heart", "reference": {"case": "c1", "label": "GT2.nii.gz"}}
    with pytest.raises(StudyError, match="there is no .*GT2.nii.gz, .* or say `correction: none`"):
        checked_plan(study(table(5), correction=correction), [])
