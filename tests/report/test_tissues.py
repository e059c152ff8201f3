from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segstudy.report.sections.tissues import pearson_of, tissues


def test_pearson_and_its_interval_are_fisher_s():
    rng = np.random.default_rng(0)
    first = pd.Series(rng.normal(100, 20, 12))
    second = first * 0.9 + rng.normal(0, 8, 12)
    r, p, low, high = pearson_of(first, second, 0.05)
    z, wide = np.arctanh(r), stats.norm.ppf(0.975) / np.sqrt(9)
    assert (low, high) == pytest.approx((np.tanh(z - wide), np.tanh(z + wide)))
    t = r * np.sqrt(10 / (1 - r**2))
    assert p == pytest.approx(2 * stats.t.sf(t, 10))


def test_too_few_patients_and_no_spread_have_no_correlation():
    assert pearson_of(pd.Series([1.0, 2, 3]), pd.Series([1.0, 2, 3]), 0.05) is None
    assert pearson_of(pd.Series([1.0, 2, 3, 4]), pd.Series([2.0] * 4), 0.05) is None


def test_bias_and_limits_stand_beside_each_arm(light_input):
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
    section = tissues(replace(light_input, facts=facts, tissues=pd.DataFrame(rows, columns=columns)))
    # seeds are averaged first: 5 ml too much everywhere, with no spread, and patients ranked alike
    assert '<td class="num">5.0<br>' in section.html and "1.00<br>" in section.html
    assert "within the heart" in section.html and "Bland–Altman plot" in section.html


def test_no_tissue_asked_for_makes_no_section(light_input):
    assert light_input.tissues is None and tissues(light_input) is None
