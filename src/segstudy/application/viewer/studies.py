"""A finished study as the viewer shows it: its cases worst first, its arms best first, and where its volumes lie."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isnan
from pathlib import Path, PurePosixPath

from segstudy.application.arms import DAMAGED
from segstudy.application.scans.picture import is_picture_named
from segstudy.cases.text import plain
from segstudy.config.sections.names import folder_of
from segstudy.running.errors import StudyError
from segstudy.tables.cases import CASES
from segstudy.tables.frames import read_frame
from segstudy.tables.label_audit import LABEL_AUDIT, SUSPICIOUS
from segstudy.tables.metrics_frame import read_metrics_frame
from segstudy.volumes.endings import ending_of

RECORDED, MEASURED = "study.json", "metrics.csv"


@dataclass(frozen=True)
class Doubt:
    """A label of a case that is probably wrong: its organ, what seems wrong, how probably, and where (0: nowhere)."""

    organ: str
    kind: str
    score: float
    slice: int


@dataclass(frozen=True)
class StudyCase:
    """A measured case.

    Attributes:
        name: Its name.
        patient: Whose it is.
        image: Of its scan, as cases.csv has it.
        label: Of its label map, likewise.
        dice: By arm and organ; a seed's mean. What has no value is not in it.
        doubts: Of its labels, likeliest first.
    """

    name: str
    patient: str
    image: str
    label: str
    dice: dict[str, dict[str, float]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def mean(self, arm: str) -> float | None:
        """The arm's mean Dice over the case's organs."""
        values = list(self.dice.get(arm, {}).values())
        return sum(values) / len(values) if values else None


@dataclass(frozen=True)
class FinishedStudy:
    """A study whose predictions were measured.

    Attributes:
        folder: `results/<study>`.
        organs: Label integer by organ.
        arms: Mean Dice by arm, best first.
        cases: By name, those in which the best arm does worst first.
    """

    folder: Path
    organs: dict[str, int]
    arms: dict[str, float]
    cases: dict[str, StudyCase]

    @property
    def name(self) -> str:
        """As its folder is called."""
        return self.folder.name

    def prediction(self, arm: str, case: str) -> Path | None:
        """An arm's label map of a case, of the first of its seeds; None where there is none.

        Both are looked up among the study's own, so that no name leads out of its folder.
        """
        if arm not in self.arms or case not in self.cases:
            return None
        folder = self.folder / "predicted" / folder_of(arm)
        seeds = sorted(folder.glob("seed-*"))
        files = [place / f"{case}.nii.gz" for place in (folder, *seeds)]
        return next((file for file in files if file.is_file()), None)

    def seeds(self, arm: str) -> int:
        """How many networks of other seeds the arm has besides the one that is shown."""
        return max(0, len(list((self.folder / "predicted" / folder_of(arm)).glob("seed-*"))) - 1)

    def scan(self, case: str, data: Sequence[Path] = ()) -> Path:
        """The case's scan.

        Args:
            case: Its name.
            data: Folders that the person who started the viewer named, besides the one that holds `results/`.

        Raises:
            StudyError: It is in none of them.
        """
        return self._converted(case, "image") or self._found(self.cases[case].image, data, "scan")

    def _converted(self, case: str, what: str) -> Path | None:
        """What the study made of a 2D image or a DICOM series, for all that read it later."""
        made = (self.folder / stage / case / f"{what}.nii.gz" for stage in ("images", "dicom"))
        return next((file for file in made if file.is_file()), None)

    def picture(self, case: str, data: Sequence[Path] = ()) -> Path | None:
        """The 2D image that the case's scan was made from; None where there is none, or where it is not found."""
        path = Path(self.cases[case].image)
        if not is_picture_named(path):
            return None
        try:
            return self._found(str(path), data, "image")
        except StudyError:
            return None

    def reference(self, case: str, data: Sequence[Path] = ()) -> Path:
        """The label map that the case was measured against: repaired, joined, or as it was handed in.

        Raises:
            StudyError: It is in none of the folders.
        """
        made = [self.folder / stage / f"{case}.nii.gz" for stage in ("correction", "joined")]
        there = next((file for file in made if file.is_file()), self._converted(case, "label"))
        return there or self._found(self.cases[case].label, data, "label map")

    def _found(self, told: str, data: Sequence[Path], what: str) -> Path:
        """A file that cases.csv names, below one of the folders and nowhere else.

        A table may come from anybody: a path that is absolute or goes up is none of a study's.
        """
        path = PurePosixPath(told)
        if (
            not told
            or path.is_absolute()
            or ".." in path.parts
            or not (ending_of(told) or is_picture_named(Path(told)))
        ):
            raise StudyError(f"{plain(told, 200)}: no {what} that a study's results may name")
        for base in (self.folder.parents[1], *data):
            if (base / path).is_file():
                return base / path
        raise StudyError(
            f"{plain(told, 200)}: the {what} is not there; start the viewer with `--data FOLDER`, the study's data.root"
        )


def find_studies(results: str | os.PathLike[str]) -> tuple[list[FinishedStudy], list[str]]:
    """Every study below `results` whose predictions were measured, and a line for each that cannot be read."""
    studies, problems = [], []
    for measured in sorted(Path(results).resolve().glob(f"*/{MEASURED}")):
        try:
            studies.append(_read(measured.parent, *map(_stamp, (measured, measured.with_name(CASES.name)))))
        except StudyError as error:
            problems.append(str(error))
        except DAMAGED as error:
            problems.append(f"{measured.parent}: cannot be shown ({plain(str(error), 200)}); run the study again")
    return studies, problems


def _stamp(file: Path) -> tuple[int, int]:
    """What tells a newer file from an older."""
    stamp = file.stat()
    return stamp.st_mtime_ns, stamp.st_size


@lru_cache(maxsize=32)
def _read(folder: Path, *stamps: tuple[int, int]) -> FinishedStudy:
    """Once, as long as the files stay what they were: a page is drawn anew at each click."""
    data = json.loads((folder / RECORDED).read_text(encoding="utf-8"))["data"]
    organs = {str(name): int(label[0] if isinstance(label, list) else label) for name, label in data["organs"].items()}
    metrics = read_metrics_frame(folder / MEASURED)
    dice = metrics.dropna(subset=["dice"]).groupby(["arm", "case", "organ"])["dice"].mean()
    means = dice.groupby(level=["arm", "case"]).mean().groupby(level="arm").mean().sort_values(ascending=False)
    by_case: dict[str, dict[str, dict[str, float]]] = {}
    for (arm, case, organ), value in dice.items():
        by_case.setdefault(str(case), {}).setdefault(str(arm), {})[str(organ)] = float(value)
    doubts = _doubts(folder)
    cases = [
        StudyCase(name, row["patient"], row["image"], row["label"], by_case[name], doubts.get(name, ()))
        for row in CASES.read(folder / CASES.name)
        if (name := row["case"]) in by_case
    ]
    arms = {str(arm): float(value) for arm, value in means.items() if not isnan(value)}
    if not arms or not cases:
        raise StudyError(f"{folder}: nothing was measured; run the study first")
    best = next(iter(arms))
    cases.sort(key=lambda case: (case.mean(best) is None, case.mean(best), case.name))
    return FinishedStudy(folder, organs, arms, {case.name: case for case in cases})


def _doubts(folder: Path) -> dict[str, tuple[Doubt, ...]]:
    if not (folder / LABEL_AUDIT.name).is_file():
        return {}
    table = read_frame(folder / LABEL_AUDIT.name, LABEL_AUDIT)
    found: dict[str, tuple[Doubt, ...]] = {}
    for row in table[table["score"] >= SUSPICIOUS].to_dict("records"):
        doubt = Doubt(row["organ"], row["kind"].replace("_", " "), float(row["score"]), int(row["slice"]))
        found[row["case"]] = (*found.get(row["case"], ()), doubt)
    return found
