"""How much of a difference is the patients', and how much is training's chance, where a study has several seeds."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd

from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import COMPONENTS
from segstudy.tables.names import MEAN
from segstudy.tables.patients import Cells, by_patient


@dataclass(frozen=True)
class Components:
    """Variances of the differences between two arms, each of one cause.

    Attributes:
        patient: from patient to patient, within a fold.
        fold: from fold to fold, which have other training patients.
        seed: from one network of a fold to another, trained with another seed.
        rest: of one patient from network to network, beside that.
        patients: how many.
        folds: how many.
        seeds: how many.
    """

    patient: float
    fold: float
    seed: float
    rest: float
    patients: int
    folds: int
    seeds: int

    @property
    def standard_error(self) -> float:
        """Of the mean difference, if patients, folds and seeds were all drawn anew."""
        return sqrt(self._of_patients + self._of_training)

    @property
    def training_share(self) -> float:
        """The share of the squared standard error that is training's chance: folds, seeds and the rest."""
        total = self._of_patients + self._of_training
        return self._of_training / total if total else 0.0

    @property
    def _of_patients(self) -> float:
        return self.patient / self.patients

    @property
    def _of_training(self) -> float:
        networks = self.folds * self.seeds
        return self.fold / self.folds + self.seed / networks + self.rest / (self.patients * self.seeds)


def components(values: np.ndarray, folds: np.ndarray) -> Components:
    """Estimate the components by analysis of variance (Searle, Casella and McCulloch 1992, chapter 4).

    Patients are nested in folds, and each fold has a network of every seed. Mean squares are set equal to what they are
    expected to be; an estimate below zero is zero.

    Args:
        values: (patients, seeds), the difference of two arms.
        folds: (patients,), the fold of each.
    """
    patients, seeds = values.shape
    names, place = np.unique(folds, return_inverse=True)
    sizes = np.bincount(place).astype(float)
    of_network = np.stack([values[place == number].mean(axis=0) for number in range(len(names))])
    of_fold, of_patient = of_network.mean(axis=1), values.mean(axis=1)
    within = patients - len(names)
    left = values - of_patient[:, None] - of_network[place] + of_fold[place][:, None]
    rest = _square(left, within * (seeds - 1))
    network = _square(np.sqrt(sizes)[:, None] * (of_network - of_fold[:, None]), len(names) * (seeds - 1))
    patient = _square(sqrt(seeds) * (of_patient - of_fold[place]), within)
    fold = _square(np.sqrt(seeds * sizes) * (of_fold - values.mean()), len(names) - 1)
    typical = (patients - (sizes**2).sum() / patients) / max(len(names) - 1, 1)
    found = {
        "patient": (patient - rest) / seeds,
        "fold": (fold - patient - network + rest) / (seeds * typical) if typical else 0.0,
        "seed": (network - rest) / (patients / len(names)),
        "rest": rest,
    }
    return Components(**{name: max(0.0, value) for name, value in found.items()}, patients=patients, folds=len(names),
                      seeds=seeds)  # fmt: skip


def _square(deviations: np.ndarray, degrees: float) -> float:
    return float((deviations**2).sum()) / degrees if degrees > 0 else 0.0


def component_table(metrics: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """The components of every arm's difference from the baseline, over the mean of the organs.

    Args:
        metrics: long form, the columns of metrics.csv.
        spec: the study.

    Returns:
        components.csv: a row for each metric and arm that has the baseline's seeds, at least two. Seeds are paired by
        their number; a patient without a value in some seed is left out.
    """
    rows: list[dict[str, Any]] = []
    seeds = {arm: sorted(set(own["seed"])) for arm, own in metrics.groupby("arm")}
    fold_of = dict(zip(metrics["case"].map(dict(spec.patients)), metrics["fold"], strict=True))
    for metric in dict.fromkeys(spec.settings.metrics):
        for arm in spec.arms:
            shared = seeds.get(spec.baseline, [])
            if arm == spec.baseline or len(shared) < 2 or seeds.get(arm) != shared:
                continue
            by_seed = {seed: _differences(metrics, metric, arm, seed, spec) for seed in shared}
            differences = pd.DataFrame(by_seed).dropna()
            if len(differences) < 3:
                continue
            folds = np.array([fold_of[patient] for patient in differences.index])
            found = components(differences.to_numpy(float), folds)
            rows.append(
                {
                    "metric": metric,
                    "arm": arm,
                    "other": spec.baseline,
                    "patients": found.patients,
                    "folds": found.folds,
                    "seeds": found.seeds,
                    "difference": float(differences.to_numpy().mean()),
                    "sd_patient": sqrt(found.patient),
                    "sd_fold": sqrt(found.fold),
                    "sd_seed": sqrt(found.seed),
                    "sd_rest": sqrt(found.rest),
                    "standard_error": found.standard_error,
                    "training_share": found.training_share,
                }
            )
    return frame(COMPONENTS, rows)


def _differences(metrics: pd.DataFrame, metric: str, arm: str, seed: int, spec: ComparisonSpec) -> pd.Series:
    both = [spec.baseline, arm]
    own = metrics[(metrics["seed"] == seed) & metrics["arm"].isin(both)]
    cells = Cells.of(own, spec.patients, metric, both).together(both).dropna()
    return by_patient(cells[arm], MEAN) - by_patient(cells[spec.baseline], MEAN)
