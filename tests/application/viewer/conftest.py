"""A study that was measured, beside the trained one."""

import json

import numpy as np
import pandas as pd
import pytest

from segstudy.application.viewer.errors import dice_of
from segstudy.tables.cases import CASES
from segstudy.tables.frames import frame, write_frame
from segstudy.tables.label_audit import LABEL_AUDIT, LabelAuditRow
from segstudy.tables.measurements import metrics_table
from segstudy.volumes.nifti import write_volume

ORGANS = {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}
SHIFTS = {"poor one": 4, "good": 1}


@pytest.fixture(scope="session")
def measured(results, phantoms):
    """`results/measured`: arm `good` is one voxel off, arm `poor one`, of two seeds, four; scans lie beside results."""
    folder = results / "measured"
    rows, metrics = [], []
    for place, (case, made) in enumerate(phantoms.items()):
        image = f"scans/{case}.nii.gz"
        write_volume(results.parent / image, made.image)
        write_volume(results.parent / "labels" / f"{case}.nii.gz", made.label)
        sums = dict.fromkeys(("shape", "spacing_mm", "orientation", "image_sha256", "label_sha256"), "")
        known = {"case": case, "patient": case, "image": image, "label": f"labels/{case}.nii.gz"}
        rows.append(known | sums | {"status": "ok", "reason": ""})
        for arm, shift in SHIFTS.items():
            guess = np.roll(made.label.array, shift + place, axis=0)
            seeds = ["", "/seed-1", "/seed-2"] if arm == "poor one" else [""]
            for seed in seeds[-2:]:
                write_volume(
                    folder / f"predicted/{arm.replace(' ', '_')}{seed}/{case}.nii.gz", made.label.with_array(guess)
                )
            for organ, dice in dice_of(made.label.array, guess, ORGANS).items():
                key = {"arm": arm, "fold": 0, "seed": 1, "case": case, "organ": organ, "outcome": "ok"}
                metrics.append(key | {"dice": dice, "reference_voxels": 9, "predicted_voxels": 9})
    doubt = LabelAuditRow(
        "Patient_02", "heart", "part_missing", 0.9, 7, 3.0, "networks", "", 4.0, "part", 0.6, 0.9, 2, 0.0, 0.0, 0.0
    )
    write_frame(folder / CASES.name, CASES, frame(CASES, rows))
    write_frame(folder / "metrics.csv", metrics_table(), frame(metrics_table(), pd.DataFrame(metrics)))
    write_frame(folder / LABEL_AUDIT.name, LABEL_AUDIT, frame(LABEL_AUDIT, [doubt._asdict()]))
    (folder / "study.json").write_text(json.dumps({"file": "x.yaml", "data": {"layout": "table", "organs": ORGANS}}))
    return folder
