from dataclasses import replace

import numpy as np
import pandas as pd

from segstudy.report.sections.tissues import tissues


def test_bias_and_limits_stand_beside_each_arm(light_input, described):
    config = {**light_input.facts.config, "tissues": {"fat": {"organ": "heart", "hu": [-200, -30]}}}
    facts = replace(light_input.facts, config=config)
    cases = list(dict.fromkeys(light_input.metrics["case"]))[:5]
    drawn = np.arange(len(cases)) * 10.0 + 50
    arm = facts.arms[0].name
    rows = [
        (arm, seed, case, "fat", ml, ml + 3 + seed, 0.9)
        for seed in (1, 3)
        for case, ml in zip(cases, drawn, strict=True)
    ]
    columns = ["arm", "seed", "case", "tissue", "reference_ml", "predicted_ml", "dice"]
    more = {"iou": 0.612, "precision": 0.7, "recall": 0.831, "reference_hu": -101.2, "predicted_hu": -98.7}
    section = tissues(
        described(replace(light_input, facts=facts, tissues=pd.DataFrame(rows, columns=columns).assign(**more)))
    )
    assert all(told in section.html for told in ("0.612", "0.831", "−98.7", "−101.2"))
    # seeds are averaged first: 5 ml too much everywhere, with no spread, and patients ranked alike
    assert '<td class="num">5.0<br>' in section.html and "1.00<br>" in section.html
    assert "within the heart" in section.html and "Bland–Altman plot" in section.html


def test_no_tissue_asked_for_makes_no_section(light_input):
    assert light_input.tissues is None and tissues(light_input) is None
