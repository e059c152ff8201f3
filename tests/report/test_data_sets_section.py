from dataclasses import replace

from segstudy.comparison.by_set import set_statistics
from segstudy.comparison.means import set_mean_table
from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec
from segstudy.report.sections.data_sets import data_sets


def test_each_arm_stands_beside_the_set_it_learned_from(light_input):
    arms, cases = [arm.name for arm in light_input.facts.arms], list(dict.fromkeys(light_input.metrics["case"]))
    half = len(cases) // 2
    config = {**light_input.facts.config, "data_sets": {"near": cases[:half], "far": cases[half:]}}
    config["arms"] = [{**arm, **({"learn_from": "near"} if n == 0 else {})} for n, arm in enumerate(config["arms"])]
    inputs = replace(light_input, facts=replace(light_input.facts, config=config))
    organs = tuple(inputs.facts.organs)
    study = ComparisonSpec(inputs.facts.settings.comparisons, tuple(arms), organs, inputs.patients, 1)
    sets = {case: "near" if place < half else "far" for place, case in enumerate(cases)}
    table = set_mean_table(inputs.metrics, DescriptionSpec(study, sets=sets))
    found = table.set_index(["set", "metric", "organ", "arm"])["mean"]
    rows = inputs.metrics
    rows = rows[(rows["arm"] == arms[0]) & (rows["organ"] == organs[0]) & rows["case"].isin(cases[half:])]
    patients = rows.assign(patient=rows["case"].map(inputs.patients)).groupby(["patient", "case"])["dice"].mean()
    assert abs(found["far", "dice", organs[0], arms[0]] - patients.groupby("patient").mean().mean()) < 1e-9
    html = data_sets(replace(inputs, further=replace(inputs.further, set_means=table))).html
    row = html[html.index(f">{arms[0]}<") :].partition("</tr>")[0]
    assert "<td>near</td>" in row and row.count("its own") == 1 and row.index("its own") < row.index("<br>")
    assert data_sets(light_input) is None


def test_the_tests_on_each_set_are_told_in_words(light_input):
    arms = [arm.name for arm in light_input.facts.arms]
    cases = list(dict.fromkeys(light_input.metrics["case"]))
    config = {**light_input.facts.config, "data_sets": {"near": cases[:-3], "far": cases[-3:]}}
    inputs = replace(light_input, facts=replace(light_input.facts, config=config))
    study = ComparisonSpec(
        inputs.facts.settings.comparisons, tuple(arms), tuple(inputs.facts.organs), inputs.patients, 1
    )
    sets = {case: "far" if case in cases[-3:] else "near" for case in cases}
    spec = DescriptionSpec(study, sets=sets)
    further = replace(
        inputs.further,
        set_means=set_mean_table(inputs.metrics, spec),
        set_statistics=set_statistics(inputs.metrics, {}, spec),
    )
    html = data_sets(replace(inputs, further=further)).html
    near, far = html.partition("Tests on near")[2].split("Tests on far")
    assert "Over the mean of the organs: too few patients to compare" in far
    assert near.count(f'<td class="num">{len(cases) - 3}</td>') == far.count('<td class="num">3</td>') >= len(arms) - 1
    assert (
        "Tests on"
        not in data_sets(replace(inputs, further=replace(further, set_statistics=inputs.further.set_statistics))).html
    )
