"""A made-up study: small synthetic volumes and every table that a run would have left behind."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from segstudy.comparison.compare import compare
from segstudy.comparison.further import further_statistics
from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec, Learner
from segstudy.comparison.summary import summarize
from segstudy.comparison.words import sentence
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.plan.region_sources import region_sources
from segstudy.report.build import build_report
from segstudy.report.completeness import complete_arms
from segstudy.report.inputs import CaseFiles, ReportInput, StudyFacts
from segstudy.report.read import arms_from, read_results
from segstudy.tables.case_warnings import CASE_WARNINGS
from segstudy.tables.cases import CASES, FOLDS
from segstudy.tables.correction import QUALITY
from segstudy.tables.frames import frame, write_frame
from segstudy.tables.measurements import metrics_table
from segstudy.tables.quality import QualityRow
from segstudy.tables.statistics import STATISTICS
from segstudy.tables.summary import summary_table
from segstudy.tables.training import HISTORY
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

SHAPE = (72, 64, 24)
ORGANS = {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}
# center in the plane and across slices, radii (voxels), Hounsfield units
ANATOMY = {
    "heart": ((30, 38, 9), (11, 9, 7), 60),
    "esophagus": ((36, 20, 12), (3, 3, 12), 30),
    "trachea": ((36, 30, 20), (4, 4, 6), -900),
    "aorta": ((42, 18, 12), (5, 5, 12), 120),
}
CONFIG, RECORDED = yaml.safe_load_all(Path(__file__).with_name("made_study.yaml").read_text(encoding="utf-8"))
WARNINGS = [
    *({"case": case, "warning": "label map: no voxel of heart: `data.annotated`"} for case in ("P00", "P03")),
    {"case": "", "warning": "fold 1: no validation patient has <heart>"},
]
TRAININGS, ERRORS = RECORDED["trainings"], RECORDED["errors"]


def ellipsoid(center: Any, radii: Any) -> np.ndarray:
    grid = np.meshgrid(*[np.arange(size) for size in SHAPE], indexing="ij")
    return sum(((axis - c) / r) ** 2 for axis, c, r in zip(grid, center, radii, strict=True)) <= 1


def label_map(generator: np.random.Generator, blur: float, move: np.ndarray, organs: dict[str, int]) -> np.ndarray:
    array = np.zeros(SHAPE, np.uint8)
    for organ, (center, radii, _) in ANATOMY.items():
        if organ in organs:
            shift = generator.normal(0, blur, 3) * (1, 1, 0.4) if blur else 0
            array[ellipsoid(np.add(center, move) + shift, radii)] = organs[organ]
    return array


def affine(index: int) -> np.ndarray:
    """LPS, RAS, or oblique, in turn."""
    spacing = np.array([3.9, 4.1, 6.0])
    matrix = np.diag([*(spacing * ((-1, -1, 1) if index % 3 == 0 else (1, 1, 1))), 1.0])
    if index % 3 == 2:
        angle = np.radians(8)
        matrix[:2, :2] = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ matrix[:2, :2]
    return matrix


def stored(array: np.ndarray, index: int) -> np.ndarray:
    """An array whose axes go to the right, front and head, in the order that `affine` stores."""
    return array[::-1, ::-1] if index % 3 == 0 else array


@dataclass
class MadeStudy:
    """A results folder, and what a report's caller knows besides."""

    folder: Path
    config: dict[str, Any]
    patients: dict[str, str]
    files: dict[str, CaseFiles] = field(default_factory=dict)
    predictions: dict[tuple[str, str], str] = field(default_factory=dict)

    def facts(self, **changes: Any) -> StudyFacts:
        arms = [
            {**arm, "training": TRAININGS[arm["name"]], "hyperparameters": {"training": self.config["training"]}}
            for arm in self.config["arms"]
        ]
        known = {"study": "made-up", "config": self.config, "organs": ORGANS, "arms": arms_from(arms)}
        return StudyFacts(**(known | {"baseline": "raw", "alpha": 0.05, "is_phantom": True} | changes))

    def read(self, **changes: Any) -> ReportInput:
        return describe(read_results(self.folder, self.facts(**changes), self.files, self.predictions))


def describe(inputs: ReportInput) -> ReportInput:
    """`inputs`, with all that a study computes of its metrics beside statistics.csv."""
    settings, facts = inputs.facts.settings, inputs.facts
    study = ComparisonSpec(
        settings.comparisons, tuple(inputs.arm_names), tuple(facts.organs), inputs.patients, settings.seed
    )
    spec = DescriptionSpec(
        study,
        tuple(Learner(arm.name, arm.name, arm.training_fraction) for arm in facts.arms),
        settings.reference_results,
        {name: tissue.organ for name, tissue in settings.tissues.items()},
        region_sources(settings),
        settings.data.unit,
        inputs.patients,
    )
    more = {"tissues": inputs.tissues, "nsd": inputs.nsd, "centers": inputs.centers, "outside": inputs.outside}
    further = further_statistics(spec, inputs.metrics, inputs.cases, inputs.summary, complete_arms(inputs), **more)
    return replace(inputs, further=further)


def make_volumes(study: MadeStudy) -> None:
    for index, case in enumerate(study.patients):
        generator = np.random.default_rng([7, index])
        move = generator.normal(0, 2.5, 3) * (1, 1, 0.3)
        organs = {name: label for name, label in ORGANS.items() if not (case == "P05" and name == "esophagus")}
        truth = label_map(generator, 0, move, organs)
        hu = np.full(SHAPE, -1000.0)
        hu[ellipsoid((36, 30, 12), (33, 26, 60))] = 20
        for side in (18, 54):
            hu[ellipsoid((side, 32, 12), (11, 16, 40))] = -800
        for organ, (_, _, value) in ANATOMY.items():
            hu[truth == ORGANS[organ]] = value
        hu += generator.normal(0, 25, SHAPE)
        original = np.where(truth == 2, 0, truth)
        heart = np.roll(truth == 2, (7, -5, 2), axis=(0, 1, 2))
        original[heart] = 2
        volumes = {"image": hu.astype(np.int16), "label": original, "correction": truth}
        for arm in study.config["arms"]:
            noise = np.random.default_rng([11, index])
            guess = label_map(
                noise, ERRORS[arm["name"]], move, {} if case == "P07" and arm["name"] == "raw" else ORGANS
            )
            volumes[f"predicted/{arm['name']}"] = guess
        for kind, array in volumes.items():
            path = study.folder / kind / f"{case}.nii.gz"
            write_volume(path, Volume(np.ascontiguousarray(stored(array, index)), affine(index)))
            if kind.startswith("predicted/"):
                study.predictions[kind.removeprefix("predicted/"), case] = str(path)
        paths = {name: str(study.folder / kind / f"{case}.nii.gz") for name, kind in
                 (("image", "image"), ("reference", "correction"), ("original", "label"))}  # fmt: skip
        study.files[case] = CaseFiles(**paths)


def measure(study: MadeStudy, folds: dict[str, int]) -> pd.DataFrame:
    from segstudy.volumes.nifti import read_labels

    rows = []
    for (arm, case), path in study.predictions.items():
        truth, guess = (read_labels(p).array for p in (study.files[case].reference, path))
        for organ, label in ORGANS.items():
            a, b = truth == label, guess == label
            outcome = {(1, 1): "ok", (0, 0): "both_empty", (1, 0): "missed", (0, 1): "spurious"}[a.any(), b.any()]
            row = {"arm": arm, "fold": folds[case], "seed": 42, "case": case, "organ": organ, "outcome": outcome}
            if case == "P02" and organ == "aorta":
                row["outcome"] = "not_annotated"
            elif outcome != "both_empty":
                row["dice"] = 2 * (a & b).sum() / (a.sum() + b.sum())
                row["iou"] = (a & b).sum() / (a | b).sum()
                row["precision"], row["recall"] = ((a & b).sum() / max(side.sum(), 1) for side in (b, a))
                row["hd95_mm"] = 4 + 40 * (1 - row["dice"]) if outcome == "ok" else 420.0
                row |= {"assd_mm": row["hd95_mm"] / 4, "hd_mm": 1.5 * row["hd95_mm"], "specificity": 0.99}
                row |= {"dice_2d": row["dice"], "nsd": row["dice"]}
            rows.append(row | {"reference_voxels": a.sum(), "predicted_voxels": b.sum()})
    return frame(metrics_table(), rows)


def write_tables(study: MadeStudy) -> None:
    cases = list(study.patients)
    folds = {case: index % 3 for index, case in enumerate(cases)}
    rows = [
        {"case": case, "patient": patient, "image": study.files[case].image, "label": study.files[case].original}
        | {"shape": "x".join(map(str, SHAPE)), "spacing_mm": "3.9x4.1x6", "orientation": ("LPS", "RAS", "RAS")[i % 3]}
        | {"image_sha256": f"{i:064x}", "label_sha256": f"{i + 99:064x}", "status": "ok", "reason": ""}
        for i, (case, patient) in enumerate(study.patients.items())
    ]
    left_out = {"case": "P12", "patient": "P12", "image": "scans/P12.nii.gz", "label": "labels/P12.nii.gz"}
    left_out |= dict.fromkeys(("shape", "spacing_mm", "orientation", "image_sha256", "label_sha256"), "")
    rows.append(left_out | {"status": "excluded", "reason": study.config["data"]["exclude"]["P12"]})
    fold_rows = [{"case": case, "patient": study.patients[case], "fold": fold} for case, fold in folds.items()]
    metrics = measure(study, folds)
    settings = ComparisonSettings(**study.config["comparisons"])
    statistics = compare(metrics, ComparisonSpec(settings, tuple(ERRORS), tuple(ORGANS), study.patients, 42))
    costs = {
        arm: {"training_seconds": seconds, "training_max_memory_mb": memory, "prediction_seconds": 25.4}
        for arm, seconds, memory in zip(
            ERRORS, (310.0, 295.5, 601.2, 295.5), (912.0, 870.0, 1210.0, 870.0), strict=True
        )
    }
    summary = summarize(metrics, study.patients, list(ERRORS), list(ORGANS), costs)
    for table, made in (
        (CASES, frame(CASES, rows)),
        (CASE_WARNINGS, frame(CASE_WARNINGS, WARNINGS)),
        (FOLDS, frame(FOLDS, fold_rows)),
        (metrics_table(), metrics),
        (STATISTICS, statistics),
        (summary_table(ORGANS), summary),
    ):
        write_frame(study.folder / table.name, table, made)
    words = [sentence(row, settings) for row in statistics.to_dict("records")]
    (study.folder / "statistics_words.json").write_text(json.dumps(words))


def write_the_rest(study: MadeStudy) -> None:
    generator = np.random.default_rng(3)
    for training in set(TRAININGS.values()):
        for fold in range(3):
            epoch = np.arange(1, 13 - fold)
            loss = 1.8 * np.exp(-epoch / 4) + 0.2 + generator.normal(0, 0.02, len(epoch))
            table = {"epoch": epoch, "learning_rate": 3e-3, "loss": loss, "validation_loss": loss * 1.1 + 0.05}
            table |= {"validation_dice": 0.85 * (1 - np.exp(-epoch / 3))}
            path = study.folder / "trained" / training / f"fold-{fold}" / "history.csv"
            path.parent.mkdir(parents=True)
            write_frame(path, HISTORY, frame(HISTORY, pd.DataFrame(table)))
    jobs = {"train/a/fold-0": 311.2, "train/b/fold-1": 290.1, "inspect_case/P01": 0.4, "judge_cases": 0.2}
    for job, seconds in jobs.items():
        path = study.folder / "benchmarks" / f"{job}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        memory = f"{seconds * 3:.2f}" if seconds > 1 else "-"
        row = f"{seconds}\t0:00:01\t{memory}\t{memory}\t1\t1\t1\t1\t150\t{seconds * 1.5}"
        path.write_text("s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n" + row)
    (study.folder / "provenance.json").write_text(json.dumps(RECORDED["provenance"] | {"config": study.config}))
    corrected = study.folder / "correction"
    (corrected / "transform.json").write_text(json.dumps(RECORDED["transform"]))
    rows = [
        QualityRow(method, case, iou=iou, dice=iou + 0.01, lost_voxels=3, overwritten_voxels=21)
        for method, iou in (("rigid", 0.98), ("shift", 0.91))
        for case in study.patients
    ]
    QUALITY.write(corrected / "quality.csv", map(QUALITY.fields, rows))


@pytest.fixture(scope="session")
def described() -> Callable[[ReportInput], ReportInput]:
    """Compute anew what a study computes of its metrics, after a test has changed them."""
    return describe


@pytest.fixture(scope="session")
def made_study(tmp_path_factory: pytest.TempPathFactory) -> MadeStudy:
    patients = {f"P{number:02d}": f"P{number:02d}" for number in range(12)}
    study = MadeStudy(tmp_path_factory.mktemp("made-up"), CONFIG, patients)
    make_volumes(study)
    write_tables(study)
    write_the_rest(study)
    return study


@pytest.fixture(scope="session")
def made_input(made_study: MadeStudy) -> ReportInput:
    return made_study.read()


@pytest.fixture(scope="session")
def light_input(made_input: ReportInput) -> ReportInput:
    """The same study without volumes, their errors and training curves, compared on Dice alone: quick to report on."""
    config = {**made_input.facts.config, "comparisons": {"baseline": "raw", "metrics": ["dice"]}}
    dice = made_input.statistics["metric"] == "dice"
    light = replace(
        made_input,
        facts=replace(made_input.facts, config=config),
        files={},
        metrics=made_input.metrics.drop(columns=["reference_voxels", "predicted_voxels"]),
        histories={key: table.iloc[:0] for key, table in made_input.histories.items()},
        statistics=made_input.statistics[dice],
        words=tuple(word for word, chosen in zip(made_input.words, dice, strict=True) if chosen),
    )
    return describe(light)


@pytest.fixture(scope="session")
def made_page(made_input: ReportInput) -> str:
    return build_report(made_input)
