from itertools import product

import numpy as np
import pytest
from scipy import stats

from segstudy.comparison.effects import contrasts, effect_table
from segstudy.comparison.spec import ComparisonSpec, Grid
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.config.sections.grid import expand_arms, grids_of

ENTRY = {"name": "base", "grid": [{"+a": {"x": 1}, "+A": {"x": 2}}, {"+b": {"y": 1}}, {"+c": {"z": 1}}]}
OPTIONS, ARMS = grids_of([ENTRY, {"name": "alone"}])[0]
EFFECTS = {"+a": 0.02, "+A": -0.03, "+b": 0.05, "+c": 0.0}
TOGETHER = 0.04


def truth(endings):
    """What an arm gains: the sum of its options, and +b and +c help each other."""
    return sum(EFFECTS[ending] for ending in endings if ending) + TOGETHER * ("+b" in endings and "+c" in endings)


def spec_of(patients, organs=("heart",), **changes):
    settings = ComparisonSettings(baseline="base", metrics=["dice"], **changes)
    return ComparisonSpec(settings, tuple(ARMS), organs, patients, 1, grids=(Grid(OPTIONS, ARMS),))


@pytest.fixture
def made(cohort):
    generator = np.random.default_rng(1)
    patient = generator.normal(0.6, 0.1, 30)
    noise = {arm: generator.normal(0, 0.01, 30) for arm in ARMS}
    return cohort({arm: {"heart": patient + truth(ends) + noise[arm]} for arm, ends in ARMS.items()}), patient, noise


def test_a_grid_is_known_by_its_arms():
    assert OPTIONS == (("+a", "+A"), ("+b",), ("+c",))
    assert list(ARMS) == [arm["name"] for arm in expand_arms([ENTRY])]
    assert ARMS["base+A+c"] == ("+A", "", "+c") and grids_of([{"name": "alone"}]) == ()


def test_main_effects_and_interactions_are_those_that_were_put_in(made):
    (metrics, patients), *_ = made
    table = effect_table(metrics, spec_of(patients)).set_index("option")
    expected = {"+a": 0.02, "+A": -0.03, "+b": 0.05 + TOGETHER / 2, "+c": TOGETHER / 2, "+b × +c": TOGETHER}
    for option, row in table.iterrows():
        assert row["effect"] == pytest.approx(expected.get(option, 0.0), abs=0.008), option
        assert row["ci_low"] < row["effect"] < row["ci_high"]
        wanted = {True: "better", False: "worse"}[row["effect"] > 0] if option in expected else "no difference found"
        assert row["verdict"] == wanted, option
    assert list(table.index[:4]) == ["+a", "+A", "+b", "+c"] and len(table) == 4 + 2 + 2 + 1
    assert table["rows"].to_dict() == {"+a": 4, "+A": 4, "+b": 6, "+c": 6, "+a × +b": 2, "+A × +b": 2,
                                       "+a × +c": 2, "+A × +c": 2, "+b × +c": 3}  # fmt: skip


def test_an_effect_is_a_paired_test_of_each_patients_mean_over_all_rows(made):
    (metrics, patients), patient, noise = made
    row = effect_table(metrics, spec_of(patients)).set_index("option").loc["+b"]
    values = {ends: patient + truth(ends) + noise[arm] for arm, ends in ARMS.items()}
    own = np.mean([values[a, "+b", c] - values[a, "", c] for a, c in product(("", "+a", "+A"), ("", "+c"))], axis=0)
    peer = stats.ttest_1samp(own, 0)
    assert (row["effect"], row["p"]) == (pytest.approx(own.mean()), pytest.approx(peer.pvalue))
    assert (row["patients"], row["tested"]) == (30, "mean")


def test_every_contrast_is_balanced():
    for option, signs in contrasts(Grid(OPTIONS, ARMS)):
        assert all(sum(own.values()) == 0 for own in signs), option


def test_a_grid_with_an_arm_that_was_not_measured_has_no_effects(made):
    (metrics, patients), *_ = made
    assert not len(effect_table(metrics[metrics["arm"] != "base+a+b"], spec_of(patients)))
