"""`make bench` runs every comparison that there is, and the page has a place for each."""

import ast
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_every_comparison_is_run():
    listed = next(
        ast.literal_eval(node.value)
        for node in ast.parse((BENCHMARKS / "everything.py").read_text()).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "COMPARISONS"
    )
    helpers = {"ratios", "sides", "everything"}
    comparing = [
        file.stem
        for file in BENCHMARKS.glob("*.py")
        if file.stem not in helpers and file.read_text().count("from sides import") + file.stem.startswith("many_")
    ]
    assert sorted(set(comparing) - listed.keys()) == []
    assert all((BENCHMARKS / f"{name}.py").exists() for name in listed)
