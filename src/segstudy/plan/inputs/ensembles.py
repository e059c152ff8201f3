"""The files that an arm which is the mean of others reads: its members' networks and the scans prepared for them."""

from typing import TYPE_CHECKING

from segstudy.plan.inputs.prediction import network_folders, prepared
from segstudy.plan.training import Training

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def member_files(plan: "Plan", inferred: str, case: str, alone: int | None = None) -> list[str]:
    """What the members of an ensemble read to predict a case, with the networks of one fold `alone`; each file once."""
    files: list[str] = []
    for member in plan.ensembles[inferred].members:
        training = plan.inferred[member].training
        folders = network_folders(plan, training.name, case, alone)
        files += [f"{folder}/{name}" for folder in folders for name in ("weights.safetensors", "model.yaml")]
        if isinstance(training, Training):
            files += [prepared(plan, member, case, kind) for kind in ("image.b2nd", "grid.json")]
    return list(dict.fromkeys(files))
