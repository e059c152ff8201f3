"""Where organs are, so that patches can be centered on them."""

import numpy as np

from segstudy.training.labelled import LabelledSlices

# Kept of each organ in a case: as many as nnU-Net keeps (Isensee et al. 2021, Nature Methods).
MOST = 10_000


def organ_voxels(case: LabelledSlices, seed: tuple[int, ...]) -> list[np.ndarray]:
    """For each organ that was drawn and is there: int32 (at most `MOST`, 3), voxels (slice, row, column) by chance.

    Labels are read slice by slice. The same seed gives the same voxels.
    """
    rng = np.random.default_rng(seed)
    places: dict[int, list[np.ndarray]] = {}
    for index in range(len(case.slices)):
        label = case.slices.label(index)
        for organ in np.unique(label[label > 0]).tolist():
            rows, columns = np.nonzero(label == organ)
            place = np.stack([np.full(len(rows), index), rows, columns], axis=1)
            places.setdefault(organ, []).append(place.astype(np.int32))
    kept = []
    for organ in sorted(places):
        if case.annotated[organ]:
            voxels = np.concatenate(places[organ])
            kept.append(voxels if len(voxels) <= MOST else voxels[rng.choice(len(voxels), MOST, replace=False)])
    return kept
