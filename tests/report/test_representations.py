from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from segstudy.report.figures.input_size import QUANTITIES, any_known, by_input_size
from segstudy.report.inputs import BENCHMARK_COLUMNS
from segstudy.report.metric_values import by_case
from segstudy.report.numbers import duration
from segstudy.report.representations import arm_representations, by_size
from segstudy.report.sections.representations import representations


@pytest.fixture
def viewed(light_input, described):
    """The made study as if its third arm saw polar samples placed by the first, its fourth such placed by the truth."""
    arms = [dict(arm) for arm in light_input.facts.config["arms"]]
    first = arms[0]["name"]
    arms[2] |= {"representation": "polar", "source_arm": first, "augmentation": None}
    arms[3] |= {"representation": "small", "source_arm": "truth", "name": "polar_oracle", "augmentation": None}
    config = {**light_input.facts.config, "arms": arms, "reference_results": None}
    config["representations"] = {"small": {"kind": "polar", "size": 64}}
    renamed = {light_input.facts.config["arms"][3]["name"]: "polar_oracle"}
    tables = {name: getattr(light_input, name).replace({"arm": renamed}) for name in ("metrics", "summary")}
    told = [replace(arm, name=renamed.get(arm.name, arm.name)) for arm in light_input.facts.arms]
    facts = replace(light_input.facts, config=config, arms=tuple(told))
    return described(replace(light_input, facts=facts, **tables))


def test_each_arm_has_its_failures_and_its_gain(viewed):
    rows = {row.arm: row for row in arm_representations(viewed)}
    baseline = rows[viewed.facts.baseline]
    assert baseline.gain == 0 and baseline.kind == "slices" and baseline.source == ""
    iou = by_case(viewed, "iou")
    for arm, row in rows.items():
        own = iou[iou["arm"] == arm]["value"]
        assert (row.failures, row.measured) == (sum(value < 0.65 for value in own), len(own))
        assert row.jaccard <= own.groupby(iou["patient"]).mean().mean() + 1e-12
    assert [row.source for row in rows.values()][2:] == ["placed by a prediction", "placed by the truth"]


def test_only_arms_of_one_kind_and_several_sizes_make_a_line(viewed):
    rows = [row for row in arm_representations(viewed) if row.kind == "polar"]
    assert by_size(rows) == {}  # the one is placed by a prediction, the other by the truth
    twice = [rows[0], replace(rows[0], arm="larger", side=512.0), replace(rows[0], arm="half", side=128, fraction=0.5)]
    assert {kind: [row.arm for row in own] for kind, own in by_size(twice).items()} == {
        "polar, placed by a prediction": [rows[0].arm, "larger"]
    }
    assert by_size([rows[0], replace(twice[1], recipe="another network")]) == {}
    both = by_size([*twice, *(replace(row, arm=f"x_{row.arm}", recipe="another network") for row in twice[:2])])
    assert list(both) == [f"polar, placed by a prediction ({name}, …)" for name in (rows[0].arm, f"x_{rows[0].arm}")]


def test_dice_recall_and_time_stand_against_the_size(viewed):
    row = next(row for row in arm_representations(viewed) if row.kind == "polar")
    recall = by_case(viewed, "recall")
    own = recall[(recall["arm"] == row.arm)].groupby(["patient", "organ"])["value"].mean()
    assert row.recall == pytest.approx(own.groupby("patient").mean().mean())
    lines = {
        "polar": [replace(row, side=64.0, predicting=2.0), replace(row, arm="larger", side=128.0, predicting=90.0)]
    }
    drawn = {quantity.attribute: by_input_size(lines, quantity) for quantity in QUANTITIES}
    assert list(drawn) == ["dice", "recall", "predicting"]
    assert f"larger: {row.recall:.3f} at 128 pixels" in drawn["recall"]
    assert "Seconds a case against input size" in drawn["predicting"]
    assert f"larger: {duration(90)}" in drawn["predicting"]
    unknown = {"polar": [replace(each, recall=np.nan) for each in lines["polar"]]}
    assert [any_known(unknown, quantity) for quantity in QUANTITIES] == [True, False, True]


def test_the_index_has_its_spread_interval_and_test(viewed):
    rows, table = arm_representations(viewed), viewed.further.representations.set_index("arm")
    html = representations(viewed).html
    for row in rows:
        own = table.loc[row.arm]
        assert (row.jaccard_sd, row.jaccard_low) == (own["jaccard_sd"], own["jaccard_ci_low"])
        assert f"sd {row.jaccard_sd:.3f}, {row.jaccard_low:.3f} to {row.jaccard_high:.3f}" in html
    assert html.count(", p = ") == sum(row.jaccard_p == row.jaccard_p for row in rows) > 0


def test_the_section_says_that_true_centers_are_no_result(viewed):
    html = representations(viewed).html
    assert "polar representation placed by the truth" in html and "an upper bound, not a result" in html
    assert "Thresholded Jaccard" in html or "thresholded Jaccard" in html


def test_a_study_whose_arms_all_see_slices_of_one_size_has_no_such_section(light_input):
    preparations = light_input.facts.settings.preparations
    sizes = {arm.preparation: preparations[arm.preparation].size for arm in light_input.facts.arms}
    found = representations(light_input)
    assert (found is None) == (len(set(sizes.values())) == 1)


def test_memory_is_that_of_the_jobs_that_predicted_for_an_arm(viewed):
    arm = replace(viewed.facts.arms[0], inferred=("enet.raw",))
    facts = replace(viewed.facts, arms=(arm, *viewed.facts.arms[1:]))
    jobs = [
        ("predict_case", "enet.raw/a", 10.0, 700.0, 8.0),
        ("predict_case", "enet.raw/b", 10.0, 900.0, 8.0),
        ("predict_case", "other/a", 10.0, 5000.0, 8.0),
        ("train", "enet.raw/fold-0", 10.0, 8000.0, 8.0),
    ]
    rows = arm_representations(replace(viewed, facts=facts, benchmarks=pd.DataFrame(jobs, columns=BENCHMARK_COLUMNS)))
    assert rows[0].memory_mb == 900 and np.isnan(rows[1].memory_mb)


def test_what_the_arm_costs_that_lays_the_views_is_counted_in(viewed):
    rows = {row.arm: row for row in arm_representations(viewed)}
    costs = viewed.summary.set_index("arm")["training_seconds"]
    first, laid = viewed.facts.arms[0].name, viewed.facts.arms[2].name
    assert rows[first].training == pytest.approx(costs[first])
    assert rows[laid].training == pytest.approx(costs[first] + costs[laid])
    assert rows["polar_oracle"].training == pytest.approx(costs["polar_oracle"])
