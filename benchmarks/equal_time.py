"""ENet and VM-UNet after the same processor time, on a prepared study of made-up patients.

    snakemake --until preparation --configfile studies/foundation.yaml --cores 2
    python benchmarks/equal_time.py studies/foundation.yaml [--seconds 120]

Both train on the training part of fold 0, with the study's settings, a constant rate and one thread, until the time
is spent; the epoch with the best validation Dice counts. Written to the terminal: mean 3D Dice over the organs and
patients of the held-out fold, on the networks' grid.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
import yaml

from segstudy.plan.plan import Plan
from segstudy.prediction.probabilities import predict_probabilities
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.training.loop import fit
from segstudy.volumes.cache import CachedSlices

DEVICE = torch.device("cpu")


def dice(network: torch.nn.Module, case: LabelledSlices, classes: int) -> np.ndarray:
    """Of each organ of one case; NaN where nobody has it."""
    found = predict_probabilities([network], case.slices, 8, DEVICE).argmax(axis=0)
    truth = np.stack([case.slices.label(index) for index in range(len(case.slices))])
    with np.errstate(invalid="ignore"):
        return np.array(
            [
                2 * np.sum((found == organ) & (truth == organ)) / np.sum((found == organ) * 1 + (truth == organ))
                for organ in range(1, classes)
            ]
        )


def main(study: Path, seconds: float, arms: list[str]) -> None:
    """Train and measure each arm."""
    plan = Plan(yaml.safe_load(study.read_text(encoding="utf-8")))
    organs = list(plan.organs)
    training, validation = plan.split(0)
    held_out = [case for case, fold in plan.folds.items() if fold == 0]
    for arm in arms:
        told = plan.trainings[plan.runs[arm].training]

        def load(cases: list[str], folder: str = f"{plan.results}/prepared/{told.preparation}") -> list[LabelledSlices]:
            mask = annotated_mask(organs, organs)
            return [LabelledSlices(CachedSlices(f"{folder}/{case}"), mask) for case in cases]

        changes = {"epochs": 100_000, "schedule": "constant", "threads": 1}
        settings = plan.settings.training_settings(plan.settings.arms[[a.name for a in plan.settings.arms].index(arm)])
        settings = settings.model_copy(update=changes)
        network = new_network(told.model, 1, len(organs) + 1, told.arguments, settings.initialization, told.seed)
        started = time.process_time()
        with tempfile.TemporaryDirectory() as state:
            fitted = fit(
                network,
                load(training),
                load(validation),
                organs,
                settings,
                told.seed,
                Path(state),
                "benchmark",
                DEVICE,
                is_hopeless=lambda history, started=started: time.process_time() - started > seconds,
            )
        spent = time.process_time() - started
        network.load_state_dict(fitted.weights)
        reached = np.array([dice(network.eval(), case, len(organs) + 1) for case in load(held_out)])
        parameters = sum(weight.numel() for weight in network.parameters()) / 1e6
        by_organ = ", ".join(f"{o} {v:.2f}" for o, v in zip(organs, np.nanmean(reached, axis=0), strict=True))
        print(
            f"{arm:8} {parameters:.2f} M parameters, {len(fitted.history)} epochs in {spent:.0f} s: "
            f"Dice {np.nanmean(reached):.3f} ({by_organ})",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=Path)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--arms", nargs="+", default=["enet", "vmunet"])
    main(**vars(parser.parse_args()))
