"""How far the predictions of a new scan differ, where the arm's study asked how sure the arm is."""

from pathlib import Path

from segstudy.application.arms import Arm, Uncertainty
from segstudy.application.prepared_scan import write_prepared
from segstudy.application.segment import Progress, chosen_device
from segstudy.volumes.volume import Volume


def variance_of(arm: Arm, measure: Uncertainty, scan: Volume, work: Path, progress: Progress) -> Volume:
    """Variance between predictions of the scan by the networks of all folds, in its own grid: float32.

    Args:
        arm: Whose networks.
        measure: The arm's `uncertainty`.
        scan: Hounsfield units.
        work: A folder for the prepared scan.
        progress: Called as passes are done.
    """
    import torch

    from segstudy.models.load import load_network
    from segstudy.models.registry import builder_of
    from segstudy.models.window_of import window_of
    from segstudy.uncertainty.passes import predict_moments

    device = chosen_device()
    builder = builder_of(arm.model["model"])
    networks = [load_network(folder, builder)[0].to(device) for folder in arm.networks()]
    slices, grid = write_prepared(arm, scan, work / "uncertainty")
    settings, total = arm.model["settings"], measure.passes * len(networks)
    torch.set_num_threads(settings["threads"])
    moments = predict_moments(
        networks,
        slices,
        settings["batch"],
        device,
        window_of(arm.model, arm.inference),
        measure.passes,
        measure.seed,
        lambda done: progress("Asking again how sure it is", done, total),
    )
    return scan.with_array(grid.restore_values(moments.variance, 0.0))
