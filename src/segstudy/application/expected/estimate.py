"""Time, memory and disk that a study is expected to take, of its plan, of headers and of rates."""

import math
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil

from segstudy.application.expected.rates import Rates, has_gpu
from segstudy.application.expected.sizes import Size, scan_size
from segstudy.config.sections.words import plural
from segstudy.models.registry import dimensions
from segstudy.plan.plan import Plan
from segstudy.plan.training import Training

# docs/scale.md, measured with one case of 47 million voxels on one core: seconds for a million voxels of a scan.
INSPECTED, MEASURED, PREPARED, AUGMENTED = 0.03, 0.06, 0.07, 0.05
# Of the 101 jobs of a tiny study in docs/scale.md: what a short job takes beside its work.
JOB_SECONDS = 0.3
TRAINING_STARTS, REPORT_SECONDS = 3.0, 15.0
# Nobody measured it: long beside all else.
NNUNET_SECONDS = 3600.0
# A pass forwards, of a step of forwards and backwards.
FORWARDS = 1 / 3
# Bytes of an interpreter with torch; of a scan's voxel in the job that prepares it; of a prepared voxel on disk, label
# included (docs/scale.md: 10.8 MB of 11.8 million); of a compressed label map's.
TORCH, PREPARING, STORED, LABEL = 0.45e9, 12, 0.92, 0.007
# Weights, gradients and Adam's two means; on disk the best weights, and the state from which a training goes on.
TRAINED, KEPT = 16, 16


class Expected:
    """What is expected of a study on this machine."""

    def __init__(self, plan: Plan, results: Path = Path("results")) -> None:
        """`results`: where earlier studies left theirs."""
        self.plan = plan
        self.size = scan_size(plan)
        self.gpu = has_gpu()
        self.rates = Rates(results, self.gpu)
        self.sources: dict[str, None] = {}
        self.unknown: dict[str, None] = {}

    def facts(self) -> Iterator[tuple[str, str]]:
        """Names of facts and their words; none where no scan tells how large it is."""
        if self.size is None:
            yield "expected", "nothing can be said of time, memory and disk: no scan could be read"
            return
        flat = self.plan.has_2d_images
        sides = " x ".join(f"{side:.0f}" for side in self.size.shape[: 2 if flat else 3])
        yield ("images" if flat else "scans"), f"about {sides} {'pixels' if flat else 'voxels'} each, by their headers"
        yield "time", self._time(self.size)
        yield "memory", self._memory(self.size)
        yield "disk", self._disk(self.size)
        sources = ["docs/scale.md (all but training)", *self.sources]
        yield "known from", "; ".join(sources)
        if self.unknown:
            yield "not counted", ", ".join(self.unknown)

    def seconds(self) -> float:
        """What is known of the time that it takes."""
        return sum(self._parts(self.size).values()) if self.size else 0.0

    def rough(self) -> str:
        """The same in words."""
        return _rough(self.seconds())

    def time(self) -> str:
        """The same with what it is made of."""
        return self._time(self.size) if self.size else "unknown time: no scan could be read"

    def fits(self, share: float) -> bool:
        """Whether a job's memory is at most this share of what is free."""
        return self.size is None or max(self._jobs(self.size).values()) <= share * psutil.virtual_memory().available

    def rule_seconds(self) -> dict[str, float]:
        """What a job of each rule is expected to take here; those that are not named take less than a second."""
        if self.size is None:
            return {}
        scan = self.size.voxels / 1e6
        trained = len(self.plan.own_trainings) * len(self.plan.fold_numbers)
        training = self._training_seconds(self.size) / trained if trained else 0.0
        predicted = len({run.inferred for run in self.plan.runs.values() if run.inferred}) * len(self.plan.predicted)
        predicting = self._predicting_seconds(self.size) / predicted if predicted else 0.0
        prepared = JOB_SECONDS + PREPARED * scan
        return {
            "train": training,
            "run_trial": training,
            "train_nnunet": max(training, NNUNET_SECONDS),
            "predict_case": predicting,
            "prepare_image": prepared,
            "prepare_label": prepared,
            "inspect_case": JOB_SECONDS + INSPECTED * scan,
            "evaluate_case": JOB_SECONDS + MEASURED * scan,
            "postprocess_case": JOB_SECONDS + MEASURED * scan,
            "write_report": REPORT_SECONDS,
        }

    def _time(self, size: Size) -> str:
        parts = self._parts(size)
        told = ", ".join(f"{name} {_rough(seconds)}" for name, seconds in parts.items() if seconds)
        where = "a GPU" if self.gpu else plural(_cores(), "core")
        return f"about {_rough(sum(parts.values()))} on {where}{', at least' if self.unknown else ''}: {told}"

    def _parts(self, size: Size) -> dict[str, float]:
        workers = 1 if self.gpu else _cores()
        other = self._other_seconds(size) / _cores() + REPORT_SECONDS
        training, predicting = self._training_seconds(size), self._predicting_seconds(size)
        return {"training": training / workers, "prediction": predicting / workers, "all else": other}

    def _samples(self, size: Size, training: Training, cases: int, *, learned: bool = True) -> float:
        """Pixels or voxels of so many cases that a network is shown in an epoch."""
        preparation = self.plan.settings.preparations[training.preparation]
        columns, rows, slices = size.prepared(preparation)
        if dimensions(training.model) == 3 and learned:
            patches = training.settings.patches
            return cases * patches.per_case * math.prod(patches.size) if patches else 0
        if training.representation is not None:
            columns = rows = training.representation.size
        copies = 1
        if learned and training.augmentation and self.plan.online(training.augmentation) is None:
            copies += self.plan.augmentation(training.augmentation).copies
        return cases * copies * columns * rows * slices

    def _training_seconds(self, size: Size) -> float:
        total = 0.0
        for training in self.plan.own_trainings.values():
            rate = self.rates.of(training.model, training.arguments)
            if rate is None:
                self.unknown[f"trainings of {training.model}{' on a GPU' if self.gpu else ''}"] = None
                continue
            self.sources[rate.source] = None
            for fold in self.plan.fold_numbers:
                learned, validated = self.plan.split(fold, training.fraction, training.learn_from, training.draw)
                voxels = self._samples(size, training, len(learned))
                # what earlier runs took has their validation in it
                if rate.bytes_per_voxel is not None:
                    voxels += FORWARDS * self._samples(size, training, len(validated), learned=False)
                total += training.settings.epochs * voxels * rate.seconds_per_million / 1e6 + TRAINING_STARTS
        if self.plan.nnunet_trainings:
            self.unknown["nnU-Net's trainings"] = None
        if self.plan.search_parts:
            self.unknown["searches of hyper-parameters"] = None
        if self.plan.uncertain:
            self.unknown["passes for uncertainty"] = None
        return total

    def _predicting_seconds(self, size: Size) -> float:
        total = 0.0
        applied = {(run.inferred, run.training) for run in self.plan.runs.values() if run.inferred}
        for _, name in applied:
            training = self.plan.own_trainings.get(name or "")
            rate = self.rates.of(training.model, training.arguments) if training else None
            if training is None or rate is None:
                continue
            shown = self._samples(size, training, len(self.plan.predicted), learned=False)
            total += FORWARDS * shown * rate.seconds_per_million / 1e6
            total += len(self.plan.predicted) * (JOB_SECONDS + MEASURED * size.voxels / 1e6)
        return total

    def _other_seconds(self, size: Size) -> float:
        cases, scan = len(self.plan.cases), size.voxels / 1e6
        total = cases * (JOB_SECONDS + INSPECTED * scan)
        total += len(self.plan.prepared) * cases * 2 * (JOB_SECONDS + PREPARED * scan)
        for preparation, _ in self.plan.augmented:
            made = math.prod(size.prepared(self.plan.settings.preparations[preparation])) / 1e6
            total += cases * (JOB_SECONDS + AUGMENTED * made)
        return total + len(self.plan.runs) * len(self.plan.measured) * 2 * (JOB_SECONDS + MEASURED * scan)

    def _jobs(self, size: Size) -> dict[str, float]:
        """Bytes of memory of the largest jobs, by what they do."""
        largest = {f"preparing {'an image' if self.plan.has_2d_images else 'a scan'}": 0.2e9 + PREPARING * size.voxels}
        for training in self.plan.own_trainings.values():
            rate = self.rates.measured(training.model, training.arguments)
            if rate is None or rate.bytes_per_voxel is None or self.gpu:
                continue
            batch = training.settings.batch * self._sample(size, training)
            needed = TORCH + TRAINED * rate.million_parameters * 1e6 + rate.bytes_per_voxel * batch
            largest[f"training {training.model} in batches of {training.settings.batch}"] = needed
        return largest

    def _memory(self, size: Size) -> str:
        name, needed = max(self._jobs(size).items(), key=lambda each: each[1])
        there = psutil.virtual_memory().available
        words = f"up to {_size(needed)} a job ({name}); {_size(there)} are free here"
        return words + ("; that is not enough: a smaller `batch` or `size` takes less" if needed > there else "")

    def _sample(self, size: Size, training: Training) -> float:
        if dimensions(training.model) == 3:
            return math.prod(training.settings.patches.size) if training.settings.patches else 0
        columns, rows, _ = size.prepared(self.plan.settings.preparations[training.preparation])
        return training.representation.size**2 if training.representation else columns * rows

    def _disk(self, size: Size) -> str:
        cases = len(self.plan.cases)
        caches = {name: math.prod(size.prepared(self.plan.settings.preparations[name])) for name in self.plan.prepared}
        stored = sum(STORED * voxels for voxels in caches.values())
        for preparation, augmentation in self.plan.augmented:
            stored += STORED * caches[preparation] * self.plan.augmentation(augmentation).copies
        kept = 0.0
        for training in self.plan.own_trainings.values():
            rate = self.rates.measured(training.model, training.arguments)
            kept += len(self.plan.fold_numbers) * KEPT * (rate.million_parameters if rate else 0) * 1e6
        labels = 2 * len(self.plan.runs) * LABEL * size.voxels
        written = (2 + self.plan.has_2d_images) * size.voxels if self.plan.is_dicom or self.plan.has_2d_images else 0
        needed = cases * (stored + labels + written) + kept
        there = shutil.disk_usage(".").free
        words = f"about {_size(needed)}; {_size(there)} are free here"
        return words + ("; that is not enough" if needed > there else "")


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _rough(seconds: float) -> str:
    """A time with as many digits as such a guess has."""
    if seconds < 90:
        return f"{max(1, round(seconds)):d} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60):d} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{timedelta(seconds=seconds).days} days"


def _size(amount: float) -> str:
    return f"{amount / 1e9:.1f} GB" if amount >= 1e8 else f"{max(1.0, amount / 1e6):.0f} MB"
