from math import nan

import pytest

from segstudy.comparison.words import disagreement, sentence
from segstudy.config.sections.comparisons import ComparisonSettings

SETTINGS = ComparisonSettings(baseline="base", margin={"dice": 0.01})
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
    "tested": "ranks",
    "coverage": 0.95,
    "pseudomedian": 0.11,
    "pseudomedian_low": 0.07,
    "pseudomedian_high": 0.15,
    "higher": 11,
    "lower": 1,
    "p_mean": 0.001,
    "p_mean_holm": 0.01,
    "p_equivalent": nan,
    "patients_needed": 34,
}


MEANS = {"test": "paired t", "tested": "mean", "effect_size": 0.8}


def test_a_difference_of_means_speaks_of_the_mean():
    assert sentence(ROW | MEANS, SETTINGS) == (
        "For heart: augmented has a higher mean Dice than baseline by 0.123, which is better (95 % interval 0.0801 to "
        "0.16) (paired t, n = 12 patients, p = 0.00049, after Holm = 0.0073; Cohen's d_z 0.8)."
    )


def test_a_difference_of_ranks_says_in_how_many_patients_and_what_the_mean_is():
    assert sentence(ROW, SETTINGS) == (
        "For heart: augmented has a higher Dice than baseline by ranks (higher in 11 and lower in 1 of 12 patients; "
        "Hodges–Lehmann estimate 0.11, 95 % interval 0.07 to 0.15), and its mean is higher by 0.123 (95 % interval "
        "0.0801 to 0.16), which is better (Wilcoxon signed-rank, n = 12 patients, p = 0.00049, after Holm = 0.0073; "
        "rank-biserial correlation 0.91)."
    )


def test_a_distance_that_fell_is_better_and_has_its_unit():
    row = ROW | MEANS | {"metric": "hd95_mm", "organ": "mean", "difference": -3.21, "effect_size": -0.9}
    row |= {"ci_low": -5.0, "ci_high": -1.0, "p": 1e-7}
    said = sentence(row, SETTINGS)
    assert said.startswith("Over the mean of the organs: augmented has a lower mean HD95 than baseline by 3.21 mm,")
    assert "which is better (95 % interval −5 to −1 mm)" in said
    assert "p < 0.0001" in said


def test_a_distance_that_is_lower_by_ranks_is_lower_by_so_many_millimeters_in_the_mean():
    row = ROW | {"metric": "hd95_mm", "difference": -3.21, "ci_low": -5.0, "ci_high": -1.0, "effect_size": -1.0}
    said = sentence(row | {"higher": 0, "lower": 12, "pseudomedian": -3.0}, SETTINGS)
    assert "augmented has a lower HD95 than baseline by ranks (higher in 0 and lower in 12 of 12 patients" in said
    assert "and its mean is lower by 3.21 mm (95 % interval −5 to −1 mm), which is better" in said
    assert "rank-biserial correlation −1)" in said


def test_ranks_and_means_that_disagree_are_both_told_and_nobody_is_crowned():
    said = sentence(ROW | {"verdict": "mixed", "difference": -0.02, "ci_low": -0.09, "ci_high": 0.05}, SETTINGS)
    assert (
        "in the Dice of augmented against baseline most patients and the mean point opposite ways, so neither" in said
    )
    assert "higher in 11 and lower in 1 of 12 patients" in said and "the mean difference is −0.02" in said
    assert "(95 % interval −0.09 to 0.05; its own test, after Holm p = 0.01)" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"p_mean_holm": 0.07}, "the ranks show a difference that the mean’s own test does not"),
        ({"p_holm": 0.07}, "the mean’s own test shows a difference that the ranks do not"),
        ({"p_mean_holm": 0.07, "difference": -0.01}, "most patients and the mean point opposite ways"),
        ({"difference": -0.1}, "most patients and the mean point opposite ways"),
        ({**MEANS, "difference": -0.1}, "most patients and the mean point opposite ways"),
        ({"ci_low": -0.001}, "both tests show a difference, but the interval of the mean holds zero"),
        (
            {"pseudomedian_low": -0.001},
            "both tests show a difference, but no interval of the ranks’ own estimate leaves zero out",
        ),
        (
            {"pseudomedian_low": nan, "pseudomedian_high": nan},
            "both tests show a difference, but no interval of the ranks’ own estimate leaves zero out",
        ),
    ],
)
def test_how_ranks_and_the_mean_disagree(changes, words):
    assert disagreement(ROW | changes, 0.05) == words


def test_equivalence_names_the_margin_and_a_difference_that_is_too_small_to_matter():
    row = ROW | MEANS | {"verdict": "equivalent", "difference": 0.002, "ci_low": 0.001, "ci_high": 0.003}
    said = sentence(row | {"p_equivalent": 0.001, "p_holm": 0.2}, SETTINGS)
    assert "are equivalent in Dice: the mean difference of 0.002" in said and "margin of ± 0.01" in said
    assert "A difference was found" not in said
    assert "A difference was found" in sentence(row | {"p_equivalent": 0.001}, SETTINGS)


def test_an_interval_that_covers_too_little_says_so():
    assert "which holds the mean in about 65 % only" in sentence(ROW | {"coverage": 0.651}, SETTINGS)
    assert "holds the mean" not in sentence(ROW | {"coverage": 0.931}, SETTINGS)


def test_nothing_found_claims_no_equality():
    said = sentence(ROW | {"verdict": "no difference found", "p": 0.4, "p_holm": 1.0}, SETTINGS)
    assert said.startswith("For heart: no difference found in Dice between augmented and baseline:")
    assert "This does not show that they are equal." in said
    assert said.endswith("To show a mean difference of 0.01, about 34 patients that spread like these are needed.")
    same = ROW | {"verdict": "no difference found", "higher": 0, "lower": 0, "p": 1.0, "p_holm": 1.0}
    assert "they are equal in all 12 patients" in sentence(same, SETTINGS)


def test_too_few_patients_says_what_they_could_give():
    said = sentence(
        ROW | {"verdict": "too few patients", "patients": 3, "higher": 3, "lower": 0, "p_attainable": 0.25}, SETTINGS
    )
    assert "the smallest p that 3 patients can give is 0.25, above 0.05" in said
    assert "no difference" not in said


def test_patients_in_whom_the_arms_are_equal_are_told():
    row = ROW | {"verdict": "too few patients", "patients": 40, "higher": 3, "lower": 0, "p_attainable": 0.25}
    assert "the smallest p that the 3 patients in whom the arms differ can give is 0.25" in sentence(row, SETTINGS)


def test_a_small_p_of_a_t_test_is_told_to_rest_on_trust():
    row = ROW | MEANS | {"verdict": "too few patients", "patients": 4, "higher": 4, "lower": 0, "p_attainable": 0.125}
    assert "so few cannot show that their differences are normal" in sentence(row, SETTINGS)


def test_too_few_patients_for_so_many_comparisons():
    said = sentence(
        ROW | {"verdict": "too few patients", "patients": 6, "higher": 6, "lower": 0, "p_attainable": 0.031}, SETTINGS
    )
    assert "after Holm over all comparisons of this metric, no p of 6 patients reaches 0.05" in said


@pytest.mark.parametrize(("patients", "words"), [(0, "no patient has a value in both arms"), (1, "1 patient can")])
def test_one_patient_or_none(patients, words):
    blank = dict.fromkeys(("difference", "ci_low", "ci_high", "p", "p_holm", "effect_size"), nan) | {
        "higher": 0,
        "lower": 0,
    }
    row = ROW | blank | {"verdict": "too few patients", "patients": patients, "p_attainable": 1.0, "test": ""}
    assert words in sentence(row, SETTINGS)


def test_another_alpha_is_another_interval_and_groups_are_named():
    said = sentence(ROW | {"test": "unpaired t", "patients": 40}, ComparisonSettings(baseline="base", alpha=0.01))
    assert "99 % interval" in said
    assert "n = 40 patients in each arm" in said and "Cohen's d 0.91" in said
