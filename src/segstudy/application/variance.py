"""How far the predictions of a new scan differ, where the arm's study asked how sure the arm is."""

from collections.abc import Callable
from pathlib import Path

from segstudy.application.arms import Arm
from segstudy.application.segment import chosen_device
from segstudy.cache import CachedSlices, write_image_cache
from segstudy.preparation.prepare import prepare_image
from segstudy.volume import Volume


def variance_of(arm: Arm, scan: Volume, work: Path, progress: Callable[[str, int, int], None]) -> Volume:
    """Variance between predictions of the scan by the networks of all folds, in its own grid: float32.

    arm: one with `uncertainty`. work: a folder for the prepared scan.
    """
    import torch

    from segstudy.models.load import load_network
    from segstudy.uncertainty.passes import predict_moments
    from segstudy.windows.window import window_of

    device, passes, seed = chosen_device(), arm.uncertainty["passes"], arm.uncertainty["seed"]
    networks = [load_network(folder)[0].to(device) for folder in arm.networks()]
    intensity, grid = prepare_image(scan, arm.preparation)
    write_image_cache(work / "asked.image.b2nd", intensity.stored, intensity.slope, intensity.intercept)
    settings, total = arm.model["settings"], passes * len(networks)
    torch.set_num_threads(settings["threads"])
    moments = predict_moments(
        networks,
        CachedSlices(str(work / "asked")),
        settings["batch"],
        device,
        window_of(arm.model, arm.inference),
        passes,
        seed,
        lambda done: progress("Asking again how sure it is", done, total),
    )
    return scan.with_array(grid.restore_values(moments.variance, 0.0))
