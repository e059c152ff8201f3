import dataclasses

import numpy as np
import pandas as pd
import pytest

from segstudy.report.read import read_results
from segstudy.report.sections.centers import center_section


@pytest.fixture
def placed(made_input, described):
    """The made study, with one arm's views placed by another, whose centers are farther off the lower the Dice."""
    first, second, *others = made_input.facts.config["arms"]
    config = {**made_input.facts.config}
    config["arms"] = [first, {**second, "representation": "polar", "source_arm": first["name"]}, *others]
    own = made_input.metrics[made_input.metrics["arm"] == second["name"]]
    centers = own[["seed", "case", "organ"]].assign(
        arm=first["name"], objects=10, found=8, center_error_mm=20 * (1 - own["dice"].fillna(0))
    )
    facts = dataclasses.replace(made_input.facts, config=config)
    placed = dataclasses.replace(made_input, facts=facts, centers=centers)
    return described(placed), first["name"], second["name"]


def test_an_arms_dice_is_joined_with_the_centers_of_the_arm_that_lays_its_views(placed):
    inputs, source, arm = placed
    table = inputs.further.center_cases
    assert set(table["arm"]) == {arm} and set(table["source"]) == {source}
    assert np.allclose(table["error"], 20 * (1 - table["dice"]))
    rows = inputs.further.center_effects.to_dict("records")
    assert [row["organ"] for row in rows] == list(inputs.facts.organs)
    assert all(row["rank_correlation"] == pytest.approx(-1) for row in rows)
    assert all(row["missed_percent"] == pytest.approx(20) for row in rows)


def test_the_section_shows_a_figure_an_organ_and_names_who_lays(placed):
    inputs, source, arm = placed
    html = str(center_section(inputs).html)
    assert html.count("<svg") == len(inputs.facts.organs)
    assert f"<td>{source}</td>" in html and "Off by (mm)" in html and "−1.00" in html
    assert f"{arm}, " in html


def test_a_study_without_views_has_no_such_section_even_where_a_table_was_left(made_input, placed, tmp_path):
    assert center_section(made_input) is None
    pd.DataFrame(placed[0].centers).to_csv(tmp_path / "centers.csv", index=False)
    assert read_results(tmp_path, made_input.facts).centers is None
    read = read_results(tmp_path, placed[0].facts).centers
    assert len(read) == len(placed[0].centers)
