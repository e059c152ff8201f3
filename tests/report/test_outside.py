from dataclasses import replace

import pandas as pd

from segstudy.report.sections.outside import outside
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import OUTSIDE_FOLDS


def test_in_sample_and_out_of_sample_stand_side_by_side(light_input, described):
    worse = light_input.metrics.assign(dice=light_input.metrics["dice"] / 2, case="x_" + light_input.metrics["case"])
    there = light_input.cases.assign(**{name: "x_" + light_input.cases[name] for name in ("case", "patient")})
    cases = pd.concat([light_input.cases, there])
    section = outside(described(replace(light_input, cases=cases, outside={"other_hospital": worse})))
    arm = light_input.arm_names[0]
    own = light_input.metrics[light_input.metrics["arm"] == arm]
    by_patient = own.assign(patient=own["case"].map(light_input.patients))
    mean = by_patient.groupby(["patient", "case", "organ"])["dice"].mean().groupby(["patient", "organ"]).mean()
    mean = mean.groupby("patient").mean().mean()
    assert f"{arm}: mean Dice {mean:.3f} on held-out patients" in section.html
    assert f"{mean / 2:.3f} on other_hospital" in section.html and "out-of-sample" in section.html


def test_cases_that_are_only_tested_on_are_not_counted_as_learned_from(light_input):
    first = light_input.cases["case"].iloc[0]
    table = light_input.metrics[light_input.metrics["case"] == first]
    assert first not in set(replace(light_input, outside={"x": table}).used["case"])


def test_a_study_tested_on_nothing_else_has_no_such_section(light_input):
    assert outside(light_input) is None


def test_each_folds_network_alone_stands_beside_their_mean_and_so_do_tests(light_input, described):
    worse = light_input.metrics.assign(case="x_" + light_input.metrics["case"])
    there = light_input.cases.assign(**{name: "x_" + light_input.cases[name] for name in ("case", "patient")})
    inputs = described(
        replace(light_input, cases=pd.concat([light_input.cases, there]), outside={"other_hospital": worse})
    )
    arm = inputs.arm_names[0]
    row = {"set": "other_hospital", "metric": "dice", "organ": "mean", "arm": arm, "patients": 3}
    rows = [row | {"fold": fold, "mean": mean, "sd": 0.1} for fold, mean in enumerate((0.5, 0.75, 0.7))]
    folds = frame(OUTSIDE_FOLDS, pd.DataFrame(rows))
    html = outside(replace(inputs, further=replace(inputs.further, outside_folds=folds))).html
    assert "Each of its 3 folds’ networks alone: 0.500 to 0.750, 0.650 on average." in html
    assert html.count("networks alone:") == 1 and "networks alone:" not in outside(inputs).html
    assert "Tests on other_hospital" in html
