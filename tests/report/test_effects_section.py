import dataclasses
import re

import numpy as np

from segstudy.comparison.effects import effect_table
from segstudy.comparison.spec import ComparisonSpec, Grid
from segstudy.report.sections.effects import effects

ARMS = {
    "raw": ("", ""),
    "full": ("+full", ""),
    "full+augmentation": ("", "+aug"),
    "full+postprocessing": ("+full", "+aug"),
}


def test_every_effect_is_shown_with_its_interval_and_an_interaction_by_its_own_words(made_input) -> None:
    settings = made_input.facts.settings.comparisons
    grid = Grid((("+full",), ("+aug",)), ARMS)
    spec = ComparisonSpec(settings, tuple(ARMS), tuple(made_input.facts.organs), made_input.patients, 1, grids=(grid,))
    metrics = made_input.metrics.copy()
    generator = np.random.default_rng(1)
    gain = {"raw": 0.0, "full": 0.0, "full+augmentation": 0.0, "full+postprocessing": 0.3}
    metrics["dice"] = metrics["dice"].where(
        metrics["dice"].isna(), 0.4 + metrics["arm"].map(gain) + generator.normal(0, 0.01, len(metrics))
    )
    table = effect_table(metrics, spec)
    changed = dataclasses.replace(made_input, further=dataclasses.replace(made_input.further, effects=table))
    text = " ".join(re.sub(r"<[^>]*>", " ", effects(changed).html.replace("<wbr>", "")).split())
    assert "+full × +aug" in text and "more together" in text
    row = table.query("metric == 'dice' and organ == 'mean' and option == '+full'").iloc[0]
    assert f"▲ +{row['effect']:.3f} +{row['ci_low']:.3f} to +{row['ci_high']:.3f}" in text
    assert effects(made_input) is None
