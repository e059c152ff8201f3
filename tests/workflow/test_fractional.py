"""Scans whose values are fractions (of PET, of quantitative MR), from their inspection to the report."""

import numpy as np
import pytest

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.volumes.nifti import write_volume

pytestmark = [pytest.mark.workflow, pytest.mark.slow]
MADE = PhantomSettings(patients=4, shape=(32, 32, 8))


def archive(folder, divided_by):
    """Four cases of layout `segthor`, with values from −1000/64 on."""
    for number in range(1, 5):
        case = f"Patient_{number:02}"
        made = make_case(MADE, 1, case)
        (folder / case).mkdir(parents=True)
        # of the preparation's size, so that nothing is interpolated: rounded, digits would differ
        values, truth = (
            part[:32, :32] for part in (made.image.array.astype(np.float32) / divided_by, made.truth.array)
        )
        write_volume(folder / case / f"{case}.nii.gz", made.image.with_array(values))
        write_volume(folder / case / "GT.nii.gz", made.truth.with_array(truth))
    return str(folder)


def test_a_scan_in_fractions_is_predicted_as_the_same_scan_in_whole_numbers(make_workplace, tmp_path):
    numbers = {}
    for divided_by in (1, 64):
        place = make_workplace(
            {
                "study": "fractions",
                "seed": 3,
                "data": {
                    "layout": "segthor",
                    "root": archive(tmp_path / str(divided_by), divided_by),
                    "organs": {"heart": 2, "aorta": 4},
                    "modality": "any",
                    "ignore": [1, 3],
                },
                "folds": {"count": 2, "validation": 0.4},
                "preparations": {"z": {"size": [32, 32], "normalize": "zscore"}},
                "training": {"epochs": 2, "batch": 4, "threads": 1},
                "arms": [{"name": "enet", "model": {"enet": {"kernels": 8, "factor": 2}}, "preparation": "z"}],
                "comparisons": {"bootstrap": 100, "metrics": ["dice"]},
            }
        )
        done = place.run(*([place.numbers()] if numbers else []))
        assert done.code == 0, done.text
        weights = sorted((place.results / "trained").rglob("weights.safetensors"))
        numbers[divided_by] = [
            *(file.read_bytes() for file in weights),
            (place.results / "metrics.csv").read_bytes(),
        ]
    # a power of two changes no digit of what a network sees
    assert len(numbers[1]) == 3 and numbers[1] == numbers[64]
