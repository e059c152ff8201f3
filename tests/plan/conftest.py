import copy

import pytest

from segstudy.plan.plan import Plan

ENET = {"enet": {"kernels": 8, "factor": 2}}
SAM2 = {"checkpoint": "random"}
CLEANED = {"postprocessing": "clean"}
# An arm of every kind.
STUDY = {
    "study": "s",
    "seed": 7,
    "data": {"layout": "phantom", "organs": {"heart": 2, "aorta": 4}, "ignore": [1], "phantom": {"patients": 8}},
    "correction": {"organ": "heart", "reference": {"case": "Patient_03", "label": "GT2.nii.gz"}},
    "folds": {"count": 2, "validation": 0.4},
    "preparations": {"raw": {}, "full": {"normalize": "zscore", "size": [64, 64]}},
    "augmentations": {"affine": {"rotate_deg": 5}},
    "representations": {"polar64": {"kind": "polar", "size": 64}},
    "tuning": {
        "nested": {"model": ENET, "preparation": "full", "augmentation": "affine", "trials": 3, "parallel": 2},
        "once": {"preparation": "raw", "trials": 2, "scope": {"fold": 1}, "space": {"learning_rate": [0.1, 0.2]}},
    },
    "training": {"epochs": 3, "batch": 4, "threads": 1, "patches": {"size": [32, 32, 16]}},
    "inferences": {"close": {"overlap": 0.75}},
    "uncertainties": {"dropout": {"method": "mc_dropout", "passes": 3}},
    "postprocessings": {"clean": {"largest_component": True}},
    "tissues": {"fat": {"organ": "heart"}},
    "arms": [
        {"name": "plain", "model": ENET, "preparation": "raw", "uncertainty": "dropout"},
        {"name": "augmented", "model": ENET, "preparation": "full", "augmentation": "affine", **CLEANED},
        {"name": "nested", "model": ENET, "preparation": "full", "tuned": "nested", "training": {"batch": 2}},
        {"name": "once", "model": ENET, "preparation": "raw", "tuned": "once", "training_fraction": 0.5},
        {"name": "volumes", "model": "unet3d", "preparation": "full", "inference": "close"},
        {"name": "polar", "model": ENET, "preparation": "raw", "representation": "polar64", "source_arm": "plain"},
        {"name": "nnunet", "model": {"nnunet": {"configuration": "2d", "patch": [32, 32], "epochs": 2}}},
        {"name": "sam2", "model": {"sam2_prompted": SAM2}, "source_arm": "polar"},
        {"name": "video_oracle", "model": {"sam2_video": SAM2}, "source_arm": "truth"},
        {"name": "mean", "ensemble_of": ["plain", "volumes", "nnunet"]},
    ],
    "comparisons": {"baseline": "plain"},
}


@pytest.fixture
def make_plan():
    """Plans the study above with some of its keys changed."""
    return lambda **keys: Plan({**copy.deepcopy(STUDY), **keys})


@pytest.fixture(scope="module")
def plan():
    return Plan(copy.deepcopy(STUDY))


@pytest.fixture
def table(tmp_path):
    """Writes a table of cases, of which the last has no label map, with all their files; its configuration."""

    def write(count=4, annotated=""):
        rows = ["case,patient,image,label,annotated"]
        for number in range(1, count + 1):
            for name in ("scan", "label"):
                (tmp_path / f"{name}{number}.nii.gz").touch()
            label = f"label{number}.nii.gz" if number < count else ""
            rows.append(f"c{number},p{number},scan{number}.nii.gz,{label},{annotated if label else ''}")
        (tmp_path / "cases.csv").write_text("\n".join(rows) + "\n")
        return {"layout": "table", "root": str(tmp_path / "cases.csv"), "organs": {"heart": 2, "aorta": 4}}

    return write
