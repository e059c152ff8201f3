from math import nan

import pytest

from segstudy.comparison.words import sentence

ROW = {
    "metric": "dice",
    "organ": "heart",
    "arm_a": "baseline",
    "arm_b": "augmented",
    "patients": 12,
    "difference": 0.1234,
    "ci_low": 0.0801,
    "ci_high": 0.16,
    "test": "Wilcoxon signed-rank",
    "p": 0.000488,
    "p_holm": 0.0073,
    "effect_size": 0.91,
    "p_attainable": 0.000488,
    "verdict": "better",
}


def test_a_difference_found():
    assert sentence(ROW, 0.05) == (
        "For heart: augmented has a higher Dice than baseline by 0.123, which is better (95 % interval 0.0801 to "
        "0.16; Wilcoxon signed-rank, n = 12 patients, p = 0.00049, after Holm = 0.0073; "
        "rank-biserial correlation 0.91)."
    )


def test_a_distance_that_fell_is_better_and_has_its_unit():
    row = ROW | {"metric": "hd95_mm", "organ": "mean", "difference": -3.21, "effect_size": -0.9}
    row |= {"ci_low": -5.0, "ci_high": -1.0, "p": 1e-7}
    said = sentence(row, 0.05)
    assert said.startswith("Over the mean of the organs: augmented has a lower HD95 than baseline by 3.21 mm,")
    assert "which is better (95 % interval -5 to -1 mm;" in said
    assert "p < 0.0001" in said


def test_ranks_and_means_that_disagree_are_both_told():
    said = sentence(ROW | {"difference": -0.02}, 0.05)
    assert "higher Dice than baseline in the ranks of the patients, which is better, although" in said
    assert "the difference of the means is -0.02" in said


def test_nothing_found_claims_no_equality():
    said = sentence(ROW | {"verdict": "no difference found", "p": 0.4, "p_holm": 1.0}, 0.05)
    assert said.startswith("For heart: no difference found in Dice between augmented and baseline:")
    assert said.endswith("This does not show that they are equal.")


def test_too_few_patients_says_what_they_could_give():
    said = sentence(ROW | {"verdict": "too few patients", "patients": 3, "p_attainable": 0.25}, 0.05)
    assert "the smallest p that 3 patients can give is 0.25, above 0.05" in said
    assert "no difference" not in said


def test_too_few_patients_for_so_many_comparisons():
    said = sentence(ROW | {"verdict": "too few patients", "patients": 6, "p_attainable": 0.031}, 0.05)
    assert "after Holm over all comparisons of this metric, no p of 6 patients reaches 0.05" in said


@pytest.mark.parametrize(("patients", "words"), [(0, "no patient has a value in both arms"), (1, "1 patient can")])
def test_one_patient_or_none(patients, words):
    blank = dict.fromkeys(("difference", "ci_low", "ci_high", "p", "p_holm", "effect_size"), nan)
    row = ROW | blank | {"verdict": "too few patients", "patients": patients, "p_attainable": 1.0, "test": ""}
    assert words in sentence(row, 0.05)


def test_another_alpha_is_another_interval_and_groups_are_named():
    said = sentence(ROW | {"test": "unpaired t", "patients": 40}, 0.01)
    assert "99 % interval" in said
    assert "n = 40 patients in each arm" in said and "Cohen's d 0.91" in said
