"""Seconds of an epoch of one of nnU-Net's own trainers, on scans made up for it; a process of its own, for its paths.

python benchmarks/gpu_nnunet.py FOLDER TRAINER [--side 128] [--iterations 50] [--device cuda]
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

DATASET, CASES = "Dataset001_bench", 5
ENDS, STARTS = "epoch_end_timestamps", "epoch_start_timestamps"


def write_dataset(folder: Path, side: int) -> None:
    """Noise with a brighter ball, in nnU-Net's layout."""
    import numpy as np
    import SimpleITK as sitk  # noqa: N813

    for part in ("imagesTr", "labelsTr"):
        (folder / part).mkdir(parents=True)
    grid = np.stack(np.meshgrid(*[np.arange(side)] * 3, indexing="ij"))
    for number in range(CASES):
        rng = np.random.default_rng(number)
        center = rng.uniform(0.3 * side, 0.7 * side, 3)
        label = ((grid - center[:, None, None, None]) ** 2).sum(axis=0) < (side / 6) ** 2
        image = rng.normal(0, 40, label.shape) + 100 * label
        for part, name, array in (("imagesTr", f"case{number}_0000", image.astype(np.int16)),
                                  ("labelsTr", f"case{number}", label.astype(np.uint8))):  # fmt: skip
            sitk.WriteImage(sitk.GetImageFromArray(array), str(folder / part / f"{name}.nii.gz"))
    facts: dict[str, Any] = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "ball": 1}}
    text = json.dumps({**facts, "numTraining": CASES, "file_ending": ".nii.gz"})
    (folder / "dataset.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Prepare once, train two epochs, and say the shorter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("trainer")
    parser.add_argument("--side", type=int, default=128)
    parser.add_argument("--iterations", type=int, default=50)
    parser.add_argument("--device", default="cuda")
    asked = parser.parse_args()
    folders = {f"nnUNet_{name}": asked.folder / name for name in ("raw", "preprocessed", "results")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    # uncompiled, because to compile takes longer than these epochs
    os.environ.update({name: str(folder) for name, folder in folders.items()}, nnUNet_compile="f")
    import torch
    from nnunetv2.experiment_planning.plan_and_preprocess_api import extract_fingerprints, plan_experiments, preprocess
    from nnunetv2.run.run_training import get_trainer_from_args

    if not (asked.folder / "raw" / DATASET).exists():
        write_dataset(asked.folder / "raw" / DATASET, asked.side)
        processes = min(CASES, len(os.sched_getaffinity(0)))
        extract_fingerprints([1], num_processes=processes, show_progress_bar=False)
        plan_experiments([1])
        preprocess([1], configurations=["3d_fullres"], num_processes=[processes], show_progress_bar=False)
    trainer = get_trainer_from_args("1", "3d_fullres", 0, asked.trainer, device=torch.device(asked.device))
    trainer.num_epochs, trainer.num_iterations_per_epoch, trainer.num_val_iterations_per_epoch = 2, asked.iterations, 1
    trainer.disable_checkpointing = True
    trainer.run_training()
    if getattr(trainer, "crashed_with_runtime_error", False):
        sys.exit("nnU-Net's training ended in an error")
    ends, starts = (trainer.logger.get_value(key, step=None) for key in (ENDS, STARTS))
    print(json.dumps(min(end - start for end, start in zip(ends, starts, strict=True))))


if __name__ == "__main__":
    main()
