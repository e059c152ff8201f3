"""How much a network finds to draw."""

import os

import numpy as np

from segstudy.volumes.nifti import read_labels


def found_ml(path: str | os.PathLike[str]) -> float:
    """The volume, in ml, of all organs in a predicted label map.

    Raises:
        StudyError: The file cannot be read.
    """
    labels = read_labels(path)
    return float(np.count_nonzero(labels.array)) * float(np.prod(labels.spacing)) / 1000
