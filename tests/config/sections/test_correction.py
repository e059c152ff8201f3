import pytest
from pydantic import ValidationError

from segstudy.config.sections.correction import CorrectionSettings
from segstudy.config.sections.correction_methods import METHODS

PAIR = {"case": "Patient_27", "label": "GT2.nii.gz"}


@pytest.mark.parametrize("reference", [None, "none"])
def test_without_a_reference_no_organ_is_needed(reference):
    assert CorrectionSettings(reference=reference).reference is None


def test_methods_that_are_compared_by_default_are_quick_to_load():
    settings = CorrectionSettings(organ="heart", reference=PAIR)
    assert settings.method == "rigid"
    assert settings.compare == ["centroid", "centroid_rotation", "rigid"]


@pytest.mark.parametrize("wrong", [
    {"reference": PAIR},
    {"organ": "heart"},
    {"organ": "heart", "reference": PAIR, "compare": []},
    {"organ": "heart", "reference": PAIR, "compare": ["best"]},
    {"organ": "heart", "reference": PAIR, "space": "mm"},
])  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        CorrectionSettings(**wrong)


def test_of_methods_alike_on_the_reference_one_about_a_fixed_place_is_preferred():
    by_preference = sorted(METHODS, key=lambda method: METHODS[method].preference)
    assert by_preference == [
        *("rigid", "elastix_rigid", "elastix_affine", "centroid_rotation", "centroid", "elastix_default")
    ]
