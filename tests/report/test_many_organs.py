"""A study of more organs than a figure has room for: grouped, searchable, and few of them drawn."""

import dataclasses
import re

import pandas as pd
import pytest

from segstudy.comparison.compare import compare
from segstudy.comparison.spec import ComparisonSpec
from segstudy.report import build
from segstudy.report.families import families
from segstudy.report.many_organs import MANY, OTHERS, TOGETHER, drawn_organs, organ_groups
from segstudy.report.sections import arms, cases, distributions, failures, significance

ORGANS = ["heart", *(f"rib_left_{place}" for place in range(1, 13)), "kidney_left", "kidney_right"]


@pytest.fixture(scope="module")
def many(made_input, described):
    """The made-up study's heart as 15 organs, each a little worse than the one before; Dice alone is compared."""
    facts = made_input.facts
    organs = {organ: label for label, organ in enumerate(ORGANS, 1)}
    data = {**facts.config["data"], "organs": organs}
    config = {**facts.config, "data": data, "comparisons": {"baseline": "raw", "metrics": ["dice"]}, "correction": None}
    heart = made_input.metrics[made_input.metrics["organ"] == "heart"]
    tables = [heart.assign(organ=organ, dice=heart["dice"] * (1 - 0.01 * place)) for place, organ in enumerate(ORGANS)]
    metrics = pd.concat(tables, ignore_index=True)
    changed = dataclasses.replace(
        made_input, facts=dataclasses.replace(facts, config=config, organs=organs), metrics=metrics, words=(), files={}
    )
    settings = changed.facts.settings.comparisons
    spec = ComparisonSpec(settings, tuple(changed.arm_names), tuple(ORGANS), changed.patients, 42)
    return described(dataclasses.replace(changed, statistics=compare(metrics, spec)))


def plain(html) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", str(html)).split())


def test_organs_are_grouped_by_the_first_word_of_their_names() -> None:
    groups = organ_groups(["mean", *ORGANS, "rib2", "ribosome"])
    assert list(groups) == [TOGETHER, OTHERS, "rib"]
    assert groups[OTHERS] == ["heart", "kidney_left", "kidney_right", "ribosome"]
    assert groups["rib"] == [*ORGANS[1:13], "rib2"]
    assert organ_groups(["heart"]) == {OTHERS: ["heart"]}


def test_figures_show_the_worst_organs_in_the_order_of_the_study(many, made_input) -> None:
    assert drawn_organs(many) == ORGANS[-MANY:]
    assert drawn_organs(made_input) == list(made_input.facts.organs)
    page = distributions.distributions(many).html
    assert page.count("Box plot of") == 1 + MANY and "heart" not in plain(page)
    assert f"Of 15 organs the {MANY} that full+augmentation segments worst are drawn (rib_left_3, " in plain(page)
    assert "segments worst" not in plain(distributions.distributions(made_input).html)
    (legend,) = set(re.findall(r"aria-label=\"(Precision[^\"]*full\+aug[^\"]*)", failures.failures(many).html))
    assert "heart" not in legend and "kidney_right" in legend
    heads = re.findall(r"<thead>.*?</thead>", cases.cases(many).html)
    assert {head.count('class="num"') for head in heads} == {1 + MANY}


def test_tables_have_a_row_each_organ_with_the_same_numbers(many, monkeypatch) -> None:
    html = str(arms.arms(many).html)
    body = html[html.index('<table class="results grouped">') : html.index("</table>")]
    rows = [plain(row.replace("<wbr>", "")) for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)[1:]]
    assert [row.split()[0] for row in rows[1:]] == ["heart", "kidney_left", "kidney_right", *ORGANS[1:13]]
    means = many.further.means.query("metric == 'dice'").set_index(["organ", "arm"])["mean"]
    for row in rows[1:]:
        told = [float(value) for value in re.findall(r"(0\.\d{3}) ±", row)]
        assert told == [pytest.approx(means[row.split()[0], arm], abs=5e-4) for arm in many.arm_names]
    tests = str(significance.significance(many).html)
    assert tests.count('class="cell') == len(many.statistics) and "statistics.csv" in tests
    assert 'class="verdicts grouped"' in str(failures.failures(many).html)


def test_the_family_of_tests_is_told_with_what_it_costs(many, made_input) -> None:
    (told,) = families(many)
    count = 16 * 3
    assert (
        f"The family of tests: {count} tests, 3 pairs of arms on 15 organs and their mean, corrected together" in told
    )
    assert f"at most α / {count} = 0.001" in told and "2.2 times as many patients" in told
    assert "The family of tests of each metric: 15 tests, 3 pairs of arms on 4 organs" in families(made_input)[0]
    assert families(dataclasses.replace(many, statistics=many.statistics.iloc[:0])) == []
    assert told in plain(significance.significance(many).html)


@pytest.mark.browser
def test_groups_fold_and_a_filter_looks_into_them(browser, many, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(build, "SECTIONS", [arms.arms, significance.significance])
    file = tmp_path / "report.html"
    file.write_text(build.build_report(many), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(file.as_uri())
    table = page.locator("#arms table.grouped").first
    rib = table.locator("th[scope=row]", has_text=re.compile("^rib_left_7$"))
    button = table.get_by_role("button", name=re.compile("rib"))
    assert not rib.is_visible() and button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert rib.is_visible() and button.get_attribute("aria-expanded") == "true"
    button.click()
    page.locator("#arms .tools input[type=search]").first.fill("rib_left_7")
    assert rib.is_visible() and table.locator("tr:not(.group):visible th[scope=row]").count() == 1
    page.emulate_media(media="print")
    page.locator("#arms .tools input[type=search]").first.evaluate("field => { field.value = '';"
        " field.dispatchEvent(new Event('input')); }")  # fmt: skip
    assert rib.is_visible(), "paper has no buttons"
    page.close()
