import dataclasses
import re

import pandas as pd
import pytest

from segstudy.report.sections.failures import failures


@pytest.fixture
def study(made_input, described):
    return lambda arms: described(changed(made_input, arms))


def changed(made_input, arms):
    """The arms' (dice, precision, recall, share of the heart's reference volume predicted), the same in 6 cases."""
    rows = [
        {"arm": arm, "fold": 0, "seed": 42, "case": f"P{n:02d}", "organ": "heart", "outcome": "ok", "dice": dice}
        | {"precision": precision, "recall": recall, "reference_voxels": 1000 + n, "predicted_voxels": share * 1000 + n}
        for arm, (dice, precision, recall, share) in arms.items()
        for n in range(6)
    ]
    return dataclasses.replace(made_input, metrics=pd.DataFrame(rows))


def plain(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_heart_whose_dice_rises_while_its_precision_falls_is_named(study) -> None:
    inputs = study({"raw": (0.88, 0.90, 0.86, 1.0), "full": (0.90, 0.85, 0.96, 1.2)})
    (found,) = inputs.further.tradeoffs.itertuples()
    ml = 200 * 3.9 * 4.1 * 6 / 1000
    assert (found.arm, found.organ, found.lost, found.patients, found.worse) == ("full", "heart", "precision", 6, 6)
    assert (found.dice, found.change, found.error_ml) == pytest.approx((0.02, -0.05, ml))
    words = (
        "heart: Dice rises by 0.02 but precision falls by 0.05 (in 6 of 6 patients): over-segmented by 19.2 ml (20 %)"
    )
    assert f"full , {words} on average." in plain(failures(inputs).html)


def test_and_one_whose_recall_falls(study) -> None:
    inputs = study({"raw": (0.88, 0.80, 0.96, 1.3), "full": (0.90, 0.96, 0.86, 0.9)})
    assert "recall falls by 0.10 (in 6 of 6 patients): under-segmented by 9.6 ml (10 %)" in plain(failures(inputs).html)
    still = study({"raw": (0.88, 0.80, 0.96, 1.3), "full": (0.90, 0.96, 0.86, 1.1)})
    assert "19.2 ml less than the baseline, though its volume error is +9.6 ml" in plain(failures(still).html)


@pytest.mark.parametrize("other", [(0.90, 0.91, 0.87, 1.2), (0.86, 0.80, 0.96, 1.2), (0.882, 0.85, 0.96, 1.2)])
def test_no_arm_is_named_that_loses_nothing_gains_nothing_or_hardly_gains(study, other) -> None:
    inputs = study({"raw": (0.88, 0.90, 0.86, 1.0), "full": other})
    assert not len(inputs.further.tradeoffs)
    assert "No organ of any arm gains Dice against raw" in plain(failures(inputs).html)


def test_every_arm_has_its_scatter_and_an_agreement_plot_an_organ(made_input, described) -> None:
    inputs = dataclasses.replace(made_input, metrics=made_input.metrics.assign(precision=0.5, recall=0.25))
    html = failures(described(inputs)).html
    assert html.count("Precision against recall, ") == 4 and html.count("Bland–Altman plot of volumes, ") == 16
    assert "1 missed or spurious" in plain(html)
    assert failures(described(dataclasses.replace(made_input, metrics=made_input.metrics.iloc[:0]))) is None


@pytest.mark.parametrize(("grown", "told"), [(3.14, True), (0.3, False), (-4.0, False)])
@pytest.mark.parametrize("dice", [0.90, 0.88])
def test_an_organ_whose_dice_rises_while_its_errors_lie_farther_off_is_named(
    made_input, described, grown, told, dice
) -> None:
    arms = {"raw": (0.88, 0.90, 0.86, 1.0), "full": (dice, 0.91, 0.87, 1.0)}
    inputs = changed(made_input, arms)
    rows = inputs.metrics.assign(hd95_mm=lambda rows: 8.0 + grown * (rows["arm"] == "full"))
    # one of six patients goes the other way
    rows.loc[(rows["arm"] == "full") & (rows["case"] == "P00"), "hd95_mm"] = 8.0 - 0.6
    inputs = described(dataclasses.replace(inputs, metrics=rows))
    change = (5 * grown - 0.6) / 6
    told = told and dice > 0.88
    assert len(inputs.further.tradeoffs) == told
    words = f"heart: Dice rises by 0.02 but HD95 grows by {change:.1f} mm (in 5 of 6 patients): more of it overlaps"
    assert (words in plain(failures(inputs).html)) == told
