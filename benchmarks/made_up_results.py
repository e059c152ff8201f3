"""What a large study that nobody ran would leave behind: made-up numbers of the default study's thirteen arms."""

import json
import os
from collections.abc import Sequence
from dataclasses import fields
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from many_organs import label_map
from many_patients import make as make_metrics
from planning import make_study

from segstudy.comparison.compare import compare
from segstudy.comparison.further import further_statistics
from segstudy.comparison.summary import summarize
from segstudy.comparison.without_suspects import beside
from segstudy.comparison.words import sentence
from segstudy.plan.plan import Plan
from segstudy.plan.specs.arms import segmenting_arms
from segstudy.plan.specs.comparison import description_spec
from segstudy.plan.specs.report import report_spec
from segstudy.tables.case_warnings import CASE_WARNINGS
from segstudy.tables.cases import CASES, FOLDS
from segstudy.tables.ceilings import ceilings_table
from segstudy.tables.correction import FINDINGS, QUALITY
from segstudy.tables.frames import frame, write_frame
from segstudy.tables.further_statistics import FURTHER
from segstudy.tables.label_audit import LABEL_AUDIT
from segstudy.tables.metrics_frame import read_metrics_frame
from segstudy.tables.quality import QualityRow
from segstudy.tables.statistics import STATISTICS
from segstudy.tables.summary import COSTS, summary_table
from segstudy.tables.training import HISTORY
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

SIDES = ("left", "right")
PAIRED = (
    *("adrenal_gland", "brachiocephalic_vein", "clavicula", "common_carotid_artery", "femur", "autochthon"),
    *("gluteus_maximus", "gluteus_medius", "gluteus_minimus", "hip", "humerus", "iliac_artery", "iliac_vena"),
    *("iliopsoas", "kidney", "kidney_cyst", "scapula", "subclavian_artery"),
)
ALONE = (
    *("aorta", "esophagus", "heart", "trachea", "atrial_appendage_left", "brachiocephalic_trunk", "brain", "colon"),
    *("costal_cartilages", "duodenum", "gallbladder", "inferior_vena_cava", "liver", "pancreas", "prostate", "sacrum"),
    *("portal_vein_and_splenic_vein", "pulmonary_vein", "skull", "small_bowel", "spinal_cord", "spleen", "sternum"),
    *("stomach", "superior_vena_cava", "thyroid_gland", "urinary_bladder"),
)
VERTEBRAE = {"C": 7, "T": 12, "L": 5, "S": 1}
NAMES = (
    *ALONE,
    *(f"{name}_{side}" for name in PAIRED for side in SIDES),
    *(
        "lung_upper_lobe_left",
        "lung_lower_lobe_left",
        *(f"lung_{part}_lobe_right" for part in ("upper", "middle", "lower")),
    ),
    *(f"vertebrae_{part}{place}" for part, count in VERTEBRAE.items() for place in range(1, count + 1)),
    *(f"rib_{side}_{place}" for side in SIDES for place in range(1, 13)),
)
"""TotalSegmentator's 117, those of SegTHOR first."""


def make_results(folder: Path, patients: int, organs: int, shape: tuple[int, ...]) -> Path:
    """Make a study of `patients` with so many `organs`, and all tables that its report reads.

    Returns:
        What the report is handed, as JSON. All cases share one scan, one label map and one prediction of `shape`.
    """
    path = make_study(folder, patients)
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    study["data"]["organs"] = {name: place for place, name in enumerate(NAMES[:organs], 1)}
    if organs > 4:  # the publication had four
        study["comparisons"]["protocol"], study["reference_results"] = "paired", None
    os.chdir(folder)
    plan = Plan(study)
    root = Path(plan.results)
    cases, names = list(plan.measured), list(plan.organs)
    _write_tables(root, plan, cases, names)
    _write_statistics(root, plan, names)
    spec = report_spec(plan)
    files = _write_volumes(folder, organs, shape)
    spec["files"] = dict.fromkeys(cases, {"image": files[0], "reference": files[1], "original": files[2]})
    spec["predictions"] = [[arm, case, files[2]] for arm, case, _ in spec["predictions"]]
    told = folder / "report.json"
    told.write_text(json.dumps(spec), encoding="utf-8")
    return told


def _write_tables(root: Path, plan: Plan, cases: list[str], organs: list[str]) -> None:
    generator = np.random.default_rng(1)
    known = {
        "shape": "512x512x180",
        "spacing_mm": "0.977x0.977x2.5",
        "orientation": "LPS",
        "status": "ok",
        "reason": "",
    }
    rows = [
        {"case": case, "patient": plan.cases[case].patient, "image": plan.cases[case].image}
        | {"label": plan.cases[case].label, "image_sha256": f"{place:064x}", "label_sha256": f"{place:064x}"}
        | known
        for place, case in enumerate(cases)
    ]
    write_frame(root / "cases.csv", CASES, frame(CASES, rows))
    odd = [{"case": case, "warning": "image: 0.8 mm in plane, most have 0.977 mm"} for case in cases[::3]]
    write_frame(root / "case_warnings.csv", CASE_WARNINGS, frame(CASE_WARNINGS, odd))
    held = [{"case": case, "patient": plan.cases[case].patient, "fold": place % 5} for place, case in enumerate(cases)]
    write_frame(root / "folds.csv", FOLDS, frame(FOLDS, held))
    told = {"check": "volume", "value": "930 ml", "expected": "300 to 900 ml", "severity": "look", "suggests": ""}
    found = [{"case": case, "organ": organs[0], **told, "words": "larger than usual"} for case in cases[::4]]
    write_frame(root / "correction/findings.csv", FINDINGS, frame(FINDINGS, found))
    quality = [
        QualityRow(method, case, *(0.9, 0.95, 3.1, 2.0, 12.5, 20.0), lost_voxels=3, overwritten_voxels=21)
        for method, case in product(("none", *plan.settings.correction.compare), cases)
    ]
    QUALITY.write(root / "correction/quality.csv", map(QUALITY.fields, quality))
    found = {"method": "rigid", "organ": "heart", "reference case": cases[0], "angle_deg": 12.5}
    (root / "correction/transform.json").write_text(json.dumps(found), encoding="utf-8")
    _write_per_organ(root, plan, cases, organs, generator)
    for training in plan.trainings:
        for fold in range(5):
            epoch = np.arange(1, 101)
            loss = 1.8 * np.exp(-epoch / 20) + 0.2 + generator.normal(0, 0.02, len(epoch))
            table = {"epoch": epoch, "learning_rate": 5e-4, "loss": loss, "validation_loss": loss * 1.1 + 0.05}
            made = frame(HISTORY, pd.DataFrame(table | {"validation_dice": 0.9 * (1 - np.exp(-epoch / 30))}))
            write_frame(_made(root / f"trained/{training}/fold-{fold}/history.csv"), HISTORY, made)


def _write_per_organ(
    root: Path, plan: Plan, cases: list[str], organs: list[str], generator: np.random.Generator
) -> None:
    """One label in fifty is suspicious."""
    both = pd.DataFrame([*product(cases, organs)], columns=["case", "organ"])
    audit = {"kind": "nothing", "score": generator.uniform(0, 0.5, len(both)), "slice": 40, "size_ml": 12.5}
    audit |= {"found_by": "", "anatomy": "", "evidence": 2.5, "check": "shift", "dice": 0.9, "agreement": 0.93}
    audit |= {"networks": 7, "right_mm": 1.0, "front_mm": -1.0, "head_mm": 0.5}
    audit = both.assign(**audit)
    wrong = generator.random(len(audit)) < 0.02
    audit.loc[wrong, ["kind", "found_by", "score"]] = ["moved", "networks", 0.9]
    audit = frame(LABEL_AUDIT, audit.sort_values("score", ascending=False, kind="stable"))
    write_frame(root / "label_audit.csv", LABEL_AUDIT, audit)
    could = both.assign(dice=0.985, hd95_mm=1.1, assd_mm=0.2, volume_change=0.01, shift_mm=0.1, outside_voxels=0)
    tables = [could.assign(preparation=name, representation="cartesian") for name in plan.settings.preparations]
    write_frame(root / "ceilings.csv", ceilings_table(), frame(ceilings_table(), pd.concat(tables, ignore_index=True)))


def _write_statistics(root: Path, plan: Plan, organs: Sequence[str]) -> None:
    """As the study's jobs make them, of made-up metrics."""
    description = description_spec(plan)
    study, arms = description.study, segmenting_arms(plan)
    make_metrics(root / "metrics.csv", len(plan.measured), arms, organs)
    metrics = read_metrics_frame(root / "metrics.csv")
    statistics = compare(metrics, study)
    write_frame(root / "statistics.csv", STATISTICS, statistics)
    if study.settings.protocol == "published":
        write_frame(root / "statistics_published.csv", STATISTICS, compare(metrics, study, "published"))
    words = [sentence(row, study.settings) for row in statistics.to_dict("records")]
    (root / "statistics_words.json").write_text(json.dumps(words), encoding="utf-8")
    costs = {arm: dict.fromkeys(COSTS, 300.0 + 20 * place) for place, arm in enumerate(arms)}
    summary = summarize(metrics, study.patients, arms, list(organs), costs)
    write_frame(root / "summary.csv", summary_table(organs), summary)
    cases = pd.read_csv(root / "cases.csv", dtype=str, keep_default_na=False)
    further = further_statistics(description, metrics, cases, summary, arms)
    for field in fields(further):
        table = getattr(further, field.name)
        if len(table):
            write_frame(root / FURTHER[field.name].name, FURTHER[field.name], table)
    audit = pd.read_csv(root / "label_audit.csv", keep_default_na=False)
    changes = beside(statistics, metrics, audit, study)
    write_frame(root / FURTHER["without_suspects"].name, FURTHER["without_suspects"], changes)
    (root / "provenance.json").write_text(json.dumps({"versions": {}, "seeds": [42], "hardware": {}}), encoding="utf-8")


def _write_volumes(folder: Path, organs: int, shape: tuple[int, ...]) -> list[str]:
    """A scan of noise in which every organ has a gray of its own, its label map, and one moved by a voxel or two."""
    labels = label_map(shape, organs)
    generator = np.random.default_rng(2)
    gray = np.concatenate([[-100.0], generator.uniform(-60, 200, organs)])[labels] + generator.normal(0, 20, shape)
    affine = np.diag([0.977, 0.977, 2.5, 1.0])
    paths = [folder / f"{name}.nii.gz" for name in ("scan", "labels", "prediction")]
    moved = np.roll(labels, (2, -1, 1), (0, 1, 2))
    for path, array in zip(paths, (gray.astype(np.int16), labels, moved), strict=True):
        write_volume(path, Volume(array, affine))
    return [str(path) for path in paths]


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
