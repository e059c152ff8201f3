import numpy as np
import pytest

from segstudy.config.checks.study import read_study
from segstudy.config.sections.evaluation import EvaluationSettings
from segstudy.evaluation.case import evaluate_case
from segstudy.evaluation.spec import EvaluationSpec
from segstudy.running.errors import StudyError


def test_each_organ_has_its_own_tolerance():
    reference, prediction = np.zeros((2, 20, 20, 12), np.uint8)
    for value, first in ((1, 2), (2, 12)):
        reference[first : first + 5, 4:14, 3:9] = value
        prediction[first : first + 5, 6:16, 3:9] = value
    organs = {"heart": 1, "aorta": 2}

    def nsd(**tolerances):
        measured = evaluate_case(reference, prediction, (1.0, 1.0, 1.0), organs, tolerances=tolerances)
        return [organ.values["nsd"] for organ in measured]

    assert nsd() == [1, 1] == nsd(aorta=3)
    heart, aorta = nsd(heart=1.5)
    assert heart < 0.9 and aorta == 1
    assert nsd(heart=1.5, aorta=1.5) == [heart, heart]


def test_tolerances_travel_only_where_a_study_sets_some():
    plain = EvaluationSpec("a", 0, 1, {"heart": 1}, ["heart"])
    assert "tolerances" not in plain.to_plain()
    with_some = EvaluationSpec("a", 0, 1, {"heart": 1}, ["heart"], tolerances={"heart": 2.0})
    assert EvaluationSpec.from_plain(with_some.to_plain()) == with_some


def test_tolerances_are_of_organs_and_are_told():
    study = {
        "study": "s",
        "data": {"layout": "phantom", "organs": {"heart": 2}},
        "preparations": {"raw": {}},
        "arms": [{"name": "a", "preparation": "raw"}],
        "evaluation": {"nsd_tolerance_mm": {"hart": 2}},
    }
    with pytest.raises(StudyError, match=r"evaluation\.nsd_tolerance_mm.*did you mean 'heart'"):
        read_study(study)
    words = EvaluationSettings(nsd_tolerance_mm={"heart": 2, "aorta": 1.5}).in_words("mm")
    assert words == "The tolerance of the normalized surface distance was 2 mm for heart and 1.5 mm for aorta."
    assert "at the tolerances of 1 and 2.5 mm" in EvaluationSettings(nsd_at_mm=(1, 2.5)).in_words("mm")
    with pytest.raises(StudyError, match=r"evaluation\.nsd_at_mm.*ascend"):
        read_study({**study, "evaluation": {"nsd_at_mm": [3, 1]}})
