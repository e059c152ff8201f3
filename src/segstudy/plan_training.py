"""What a study's plan consists of, by name."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Training:
    """One network on one fold; `name` is the same on every fold and says what differs between trainings.

    tuned: the search whose answer is still to come, and `own`: the arm's own `training` and model `arguments`,
        which win over that answer. representation: how slices are shown, as plain values; None as they are.
    """

    name: str
    model: str
    arguments: dict[str, Any]
    preparation: str | None
    augmentation: str | None
    settings: dict[str, Any]
    fraction: float
    seed: int
    tuned: str | None
    own: dict[str, dict[str, Any]]
    representation: dict[str, Any] | None = None


@dataclass(frozen=True)
class Run:
    """One arm with one seed; `path` names its predictions: the arm, and the seed where there are several.

    training: None where the arm has none. inferred: the folder of its network's own predictions: the training, and
        the inference where the arm names one.
    """

    arm: str
    seed: int
    path: str
    training: str | None
    inference: str | None
    inferred: str
    postprocessing: str | None
