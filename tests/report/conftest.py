"""A made-up study: small synthetic volumes and every table that a run would have left behind."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import stats
from statsmodels.stats.multitest import multipletests

from segstudy.nifti import write_volume
from segstudy.report.build import build_report
from segstudy.report.inputs import CaseFiles, ReportInput, StudyFacts
from segstudy.report.read import arms_from, read_results
from segstudy.volume import Volume

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
            {**arm, "training": TRAININGS[arm["name"]], "hyperparameters": {**self.config["training"], "seed": 42}}
            for arm in self.config["arms"]
        ]
        known = {"study": "made-up", "config": self.config, "organs": ORGANS, "arms": arms_from(arms)}
        return StudyFacts(**(known | {"baseline": "raw", "alpha": 0.05, "is_phantom": True} | changes))

    def read(self, **changes: Any) -> ReportInput:
        return read_results(self.folder, self.facts(**changes), self.files, self.predictions)


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
        handed_out = np.where(truth == 2, 0, truth)
        heart = np.roll(truth == 2, (7, -5, 2), axis=(0, 1, 2))
        handed_out[heart] = 2
        volumes = {"image": hu.astype(np.int16), "label": handed_out, "correction": truth}
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
                 (("image", "image"), ("reference", "correction"), ("handed_out", "label"))}  # fmt: skip
        study.files[case] = CaseFiles(**paths)


def measure(study: MadeStudy, folds: dict[str, int]) -> pd.DataFrame:
    from segstudy.nifti import read_labels

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
                row["assd_mm"] = row["hd95_mm"] / 4
            rows.append(row | {"reference_voxels": a.sum(), "predicted_voxels": b.sum()})
    return pd.DataFrame(rows)


def test_all(metrics: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for metric in ("dice", "hd95_mm", "assd_mm"):
        table = metrics.pivot_table(index=["case", "organ"], columns="arm", values=metric)
        for arm in list(ERRORS)[1:]:
            for organ in [*ORGANS, "mean"]:
                both = table[["raw", arm]].dropna()
                both = both.groupby("case").mean() if organ == "mean" else both.xs(organ, level="organ")
                difference = both[arm] - both["raw"]
                t = stats.ttest_1samp(difference, 0)
                low, high = t.confidence_interval()
                row = {"metric": metric, "organ": organ, "arm_a": "raw", "arm_b": arm, "patients": len(both)}
                row |= {"mean_a": both["raw"].mean(), "mean_b": both[arm].mean(), "difference": difference.mean()}
                row |= {"ci_low": low, "ci_high": high, "normal": "yes", "test": "paired t", "p": t.pvalue}
                row |= {"statistic": t.statistic, "dof": t.df, "effect_size": difference.mean() / difference.std()}
                rows.append(row | {"p_attainable": 2 / 2 ** len(both)})
    table = pd.DataFrame(rows)
    table["p_holm"] = table.groupby("metric")["p"].transform(lambda p: multipletests(p, method="holm")[1])
    gain = (table["difference"] > 0) == (table["metric"] == "dice")
    table["verdict"] = np.where(table["p_holm"] > 0.05, "no difference found", np.where(gain, "better", "worse"))
    return table


test_all.__test__ = False


def write_tables(study: MadeStudy) -> None:
    cases = list(study.patients)
    folds = {case: index % 3 for index, case in enumerate(cases)}
    rows = [
        {"case": case, "patient": patient, "image": study.files[case].image, "label": study.files[case].handed_out}
        | {"shape": "x".join(map(str, SHAPE)), "spacing_mm": "3.9x4.1x6", "orientation": ("LPS", "RAS", "RAS")[i % 3]}
        | {"image_sha256": f"{i:064x}", "label_sha256": f"{i + 99:064x}", "status": "ok", "reason": ""}
        for i, (case, patient) in enumerate(study.patients.items())
    ]
    left_out = {"case": "P12", "patient": "P12", "image": "scans/P12.nii.gz", "label": "labels/P12.nii.gz"}
    rows.append(left_out | {"status": "excluded", "reason": study.config["data"]["exclude"]["P12"]})
    pd.DataFrame(rows).to_csv(study.folder / "cases.csv", index=False)
    fold_rows = [{"case": case, "patient": study.patients[case], "fold": fold} for case, fold in folds.items()]
    pd.DataFrame(fold_rows).to_csv(study.folder / "folds.csv", index=False)
    metrics = measure(study, folds)
    metrics.to_csv(study.folder / "metrics.csv", index=False)
    statistics = test_all(metrics)
    statistics.to_csv(study.folder / "statistics.csv", index=False)
    words = [f"{r.arm_b} has a {r.metric} of {r.mean_b:.3f} against {r.mean_a:.3f} of {r.arm_a}: {r.verdict}."
             for r in statistics.itertuples()]  # fmt: skip
    (study.folder / "statistics_words.json").write_text(json.dumps(words))
    summary = pd.DataFrame({"arm": list(ERRORS), "training_seconds": [310.0, 295.5, 601.2, 295.5]})
    summary["training_max_memory_mb"], summary["prediction_seconds"] = [912.0, 870.0, 1210.0, 870.0], 25.4
    summary.to_csv(study.folder / "summary.csv", index=False)


def write_the_rest(study: MadeStudy) -> None:
    generator = np.random.default_rng(3)
    for training in set(TRAININGS.values()):
        for fold in range(3):
            epoch = np.arange(1, 13 - fold)
            loss = 1.8 * np.exp(-epoch / 4) + 0.2 + generator.normal(0, 0.02, len(epoch))
            table = {"epoch": epoch, "learning_rate": 3e-3, "loss": loss, "validation_loss": loss * 1.1 + 0.05}
            table |= {"validation_dice": 0.85 * (1 - np.exp(-epoch / 3)), "seconds": 9.1}
            path = study.folder / "trained" / training / f"fold-{fold}" / "history.csv"
            path.parent.mkdir(parents=True)
            pd.DataFrame(table).to_csv(path, index=False)
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
    rows = [{"method": method, "case": case, "iou": iou, "dice": iou + 0.01, "lost_voxels": 3, "overwritten_voxels": 21}
            for method, iou in (("rigid", 0.98), ("shift", 0.91)) for case in study.patients]  # fmt: skip
    pd.DataFrame(rows).to_csv(corrected / "quality.csv", index=False)


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
    return replace(
        made_input,
        facts=replace(made_input.facts, config=config),
        files={},
        metrics=made_input.metrics.drop(columns=["reference_voxels", "predicted_voxels"]),
        histories={key: table.iloc[:0] for key, table in made_input.histories.items()},
        statistics=made_input.statistics[dice],
        words=tuple(word for word, chosen in zip(made_input.words, dice, strict=True) if chosen),
    )


@pytest.fixture(scope="session")
def made_page(made_input: ReportInput) -> str:
    return build_report(made_input)
