import dataclasses
import re

import pytest

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.subgroups import subgroup_table
from segstudy.report.methods import methods
from segstudy.report.sections.subgroups import subgroups


@pytest.fixture(scope="module")
def grouped(made_input):
    config = made_input.facts.config
    settings = {**config["comparisons"], "subgroups": ["site"]}
    facts = dataclasses.replace(made_input.facts, config={**config, "comparisons": settings})
    study = facts.settings
    spec = ComparisonSpec(
        study.comparisons, tuple(made_input.arm_names), tuple(facts.organs), made_input.patients, study.seed
    )
    site = {patient: ("north", "south", "south")[place % 3] for place, patient in enumerate(made_input.patients)}
    table = subgroup_table(made_input.metrics, {"site": site}, spec)
    further = dataclasses.replace(made_input.further, subgroups=table)
    return dataclasses.replace(made_input, facts=facts, further=further)


def test_groups_are_drawn_by_themselves_and_against_the_baseline(grouped):
    html = subgroups(grouped).html
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    assert "Exploratory." in text and "By site" in text
    assert html.count('class="chart"') == 6, "three arms by themselves, three less the baseline"
    south = grouped.further.subgroups.query(
        "group == 'south' and organ == 'mean' and arm_a == 'raw' and arm_b == 'full'"
    ).iloc[0]
    assert f"south, {south['patients']} patients: +{south['value']:.3f}" in html
    assert "fewer than 10 patients" in text
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_study_without_groups_has_no_such_section(made_input):
    assert subgroups(made_input) is None


def test_the_methods_text_says_that_groups_are_exploratory(grouped):
    paragraphs, references = methods(grouped)
    assert "in groups of patients by site" in dict(paragraphs)["Statistics"]
    assert any("Kruskal" in reference for reference in references)
