import numpy as np
import pytest

from segstudy.comparison.components import component_table, components
from segstudy.comparison.spec import ComparisonSpec
from segstudy.config.sections.comparisons import ComparisonSettings

SDS = {"patient": 0.05, "fold": 0.02, "seed": 0.03, "rest": 0.01}


def drawn(generator, sizes=(9, 8, 8, 8, 7), seeds=4, **sds):
    sds = SDS | sds
    folds = np.repeat(np.arange(len(sizes)), sizes)
    networks = generator.normal(0, sds["seed"], (len(sizes), seeds)) + generator.normal(0, sds["fold"], (len(sizes), 1))
    own = generator.normal(0, sds["patient"], (len(folds), 1)) + generator.normal(0, sds["rest"], (len(folds), seeds))
    return 0.02 + networks[folds] + own, folds


def test_on_average_the_components_are_those_that_were_put_in():
    generator = np.random.default_rng(1)
    found = [components(*drawn(generator)) for _ in range(400)]
    for name, sd in SDS.items():
        slack = 0.35 if name == "fold" else 0.08
        assert np.mean([getattr(one, name) for one in found]) == pytest.approx(sd**2, rel=slack), name


def test_the_standard_error_is_that_of_drawing_all_anew():
    generator = np.random.default_rng(2)
    means = np.array([drawn(generator)[0].mean() for _ in range(2000)])
    told = np.sqrt(np.mean([components(*drawn(generator)).standard_error ** 2 for _ in range(400)]))
    assert told == pytest.approx(means.std(), rel=0.08)


def test_without_chance_in_training_all_is_the_patients():
    values, folds = drawn(np.random.default_rng(3), fold=0, seed=0, rest=0)
    found = components(values, folds)
    assert found.seed == found.rest == 0
    assert found.training_share < 0.5
    flat = components(np.full((6, 2), 0.1), np.array([0, 0, 0, 1, 1, 1]))
    assert (flat.standard_error, flat.seed) == pytest.approx((0, 0), abs=1e-12)


def test_the_table_has_the_arms_that_were_trained_with_the_baselines_seeds(long_form):
    values, folds = drawn(np.random.default_rng(4), seeds=2)
    patients = {f"c{number:02d}": f"p{number:02d}" for number in range(len(folds))}
    rows = []
    for number, case in enumerate(patients):
        for seed in (1, 2):
            rows += [("base", case, "heart", 0.5, seed), ("more", case, "heart", 0.5 + values[number, seed - 1], seed)]
        rows.append(("given", case, "heart", 0.4, 1))
    metrics = long_form(rows)
    metrics["fold"] = metrics["case"].map(dict(zip(patients, folds, strict=True)))
    settings = ComparisonSettings(baseline="base", metrics=["dice"])
    table = component_table(metrics, ComparisonSpec(settings, ("base", "more", "given"), ("heart",), patients, 1))
    peer = components(values, folds)
    assert table["arm"].tolist() == ["more"]
    row = table.iloc[0]
    assert (row["sd_seed"] ** 2, row["training_share"]) == (
        pytest.approx(peer.seed),
        pytest.approx(peer.training_share),
    )
    two = ComparisonSpec(settings, ("base", "more"), ("heart",), patients, 1)
    assert not len(component_table(metrics[metrics["seed"] == 1], two))
