"""Which points of many patients a figure draws."""

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from segstudy.report.figures.boxplots import MOST_POINTS, boxplot
from segstudy.report.figures.crowd import drawn_points


@pytest.mark.parametrize("count", [0, 1, 40])
def test_few_points_are_all_drawn(count) -> None:
    assert drawn_points(np.arange(float(count)), 40).tolist() == [True] * count


def test_of_many_the_farthest_are_drawn_and_the_others_as_densely_as_they_lie() -> None:
    off = np.random.default_rng(0).exponential(size=5000)
    off[7] = np.nan
    mask = drawn_points(off, 400)
    assert mask.sum() == 400
    assert set(np.argsort(-np.nan_to_num(off))[:100]) <= set(np.flatnonzero(mask))
    rest = np.sort(np.nan_to_num(off))[:-100]
    sample = np.sort(np.nan_to_num(off[mask]))[:-100]
    assert np.quantile(sample, (0.25, 0.5, 0.75)) == pytest.approx(np.quantile(rest, (0.25, 0.5, 0.75)), rel=0.03)


def test_a_box_plot_of_many_patients_names_the_failed_ones_and_counts_all() -> None:
    values = pd.DataFrame({"arm": "a", "patient": [f"P{number:04d}" for number in range(2000)]}).assign(
        value=np.linspace(0.5, 0.9, 2000), failed=False
    )
    values.loc[1000, "failed"] = True  # as good as any, by its Dice
    root = ElementTree.fromstring(str(boxplot(values, ["a"], "a", "dice", "heart", "box")))
    titles = [element.text for element in root.iter("title")]
    assert len(titles) == MOST_POINTS and "n=2000" in [element.text for element in root.iter("text")]
    assert {"P0000: 0.500", "P1999: 0.900"} <= set(titles) and "P1000: 0.700 (missed or spurious)" in titles
