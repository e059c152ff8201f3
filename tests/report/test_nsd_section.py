from dataclasses import replace

import pandas as pd

from segstudy.report.sections.nsd import nsd


def test_a_column_a_tolerance_and_a_table_an_organ(light_input, described):
    config = {**light_input.facts.config, "evaluation": {"nsd_at_mm": [1, 5]}}
    facts, arms = replace(light_input.facts, config=config), [arm.name for arm in light_input.facts.arms[:2]]
    cases, organs = list(dict.fromkeys(light_input.metrics["case"]))[:5], list(light_input.facts.organs)[:2]
    rows = [
        (arm, 1, case, organ, tolerance, 0.125 * tolerance + 0.25 * place + 0.001 * number)
        for place, arm in enumerate(arms)
        for number, case in enumerate(cases)
        for organ in organs
        for tolerance in (5.0, 1.0)
    ]
    measured = pd.DataFrame(rows, columns=["arm", "seed", "case", "organ", "tolerance", "nsd"])
    html = nsd(described(replace(light_input, facts=facts, nsd=measured))).html
    assert html.index(">1 mm<") < html.index(">5 mm<") and html.count("<h3>") == 3
    # means over five patients: .127, .627 and .377, .877
    first = html[html.index(arms[0]) :]
    assert first.index("0.127") < first.index("0.627") < first.index("0.377") < first.index("0.877")


def test_one_tolerance_makes_no_section(light_input):
    assert light_input.nsd is None and nsd(light_input) is None
