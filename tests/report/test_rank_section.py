import dataclasses

from segstudy.report.sections.ranks import rank_section


def test_too_few_patients_are_said_to_be_too_few(made_input, described) -> None:
    few = made_input.metrics["case"].isin(["P00", "P01"])
    cases = made_input.cases[made_input.cases["case"].isin(["P00", "P01"])]
    folds = made_input.folds[made_input.folds["case"].isin(["P00", "P01"])]
    changed = dataclasses.replace(made_input, metrics=made_input.metrics[few], cases=cases, folds=folds)
    html = rank_section(described(changed)).html
    assert html.count("too few patients to tell") == 3
    assert html.count('class="cell few"') == 3 * 4 * 3 and "no difference between" not in html


def test_the_section_shows_every_metric_with_a_diagram_and_every_pair_twice(made_input) -> None:
    html = rank_section(made_input).html
    assert html.count('class="chart"') == 3
    assert html.count("rank-biserial +") + html.count("rank-biserial −") + html.count("rank-biserial 0") == 3 * 4 * 3
    assert html.count("data:text/csv;base64,") == 3


def test_rank_intervals_and_the_share_of_being_best_stand_beside_the_ranks(made_input) -> None:
    html = " ".join(rank_section(made_input).html.split())
    for row in made_input.further.ranks.to_dict("records"):
        assert f"{row['ci_low']:.2f} to {row['ci_high']:.2f}" in html
    best = made_input.further.ranks.query("metric == 'dice'")["p_best"].max()
    assert f"{100 * best:.0f} %" in html


def test_a_pair_of_which_ranks_and_means_disagree_has_no_better_one(made_input) -> None:
    pairs = made_input.further.pairs.assign(p_holm=0.001, p_attainable=0.0001, effect=0.9, difference=-0.01)
    changed = dataclasses.replace(made_input, further=dataclasses.replace(made_input.further, pairs=pairs))
    html = rank_section(changed).html
    assert html.count('class="cell few"') == 3 * 4 * 3
    assert 'class="cell good"' not in html and 'class="cell bad"' not in html
