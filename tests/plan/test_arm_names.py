"""Arms may be called as people write them; their folders have no spaces."""

import pytest

from segstudy.plan.described import described_run
from segstudy.plan.inputs.prediction import inferred_files, predictions

ENET = {"enet": {"kernels": 8, "factor": 2}}
ARMS = [
    {"name": "U-Net 2D", "model": ENET, "preparation": "raw"},
    {"name": "prepared with care", "model": ENET, "preparation": "full"},
    {"name": "polar view", "model": ENET, "preparation": "raw", "representation": "polar", "source_arm": "U-Net 2D"},
    {"name": "SAM 2", "model": {"sam2_prompted": {"checkpoint": "random"}}, "source_arm": "polar view"},
    {"name": "mean of two", "ensemble_of": ["U-Net 2D", "prepared with care"]},
    {"name": "truth", "control": "truth"},
    {"name": "mean atlas", "control": "mean_atlas"},
]


@pytest.mark.parametrize("seeds", [{}, {"seeds": 2}], ids=["one seed", "two"])
def test_no_path_has_the_spaces_of_a_name(make_plan, seeds):
    plan = make_plan(arms=ARMS, comparisons={"baseline": "U-Net 2D"}, tuning={}, **seeds)
    paths = [*plan.runs, *plan.sources, *plan.atlases, *plan.made_elsewhere, *predictions(plan)]
    assert not [path for path in [*paths, *inferred_files(plan, ".nii.gz")] if " " in path]
    assert {run.arm for run in plan.runs.values()} == {arm["name"] for arm in ARMS}
    said = {run.arm: described_run(plan, run)[1].source_arm for run in plan.runs.values()}
    assert said["polar view"] == "U-Net 2D" and said["SAM 2"] == "polar view"
