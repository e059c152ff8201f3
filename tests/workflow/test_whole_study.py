import csv
import json

import nibabel as nib
import numpy as np
import pytest

from segstudy.report.benchmarks import read_benchmarks

pytestmark = pytest.mark.workflow

METRICS = (
    "arm,fold,seed,case,organ,dice,dice_2d,iou,precision,recall,specificity,hd95_mm,hd_mm,assd_mm,nsd,"
    "reference_voxels,predicted_voxels,outcome"
)
STATISTICS = (
    "metric,organ,arm_a,arm_b,patients,mean_a,mean_b,difference,ci_low,ci_high,normal,test,statistic,dof,p,p_holm,"
    "effect_size,p_attainable,verdict,family,tested,coverage,pseudomedian,pseudomedian_low,pseudomedian_high,higher,"
    "lower,p_mean,p_mean_holm,p_equivalent,patients_needed"
)
FURTHER = {
    "means": "metric,organ,arm,patients,mean,sd,ci_low,ci_high",
    "ranks": "metric,arm,rank,ci_low,ci_high,p_best,patients,statistic,p,p_attainable,critical_difference,optimism",
    "pairs": "metric,arm,other,patients,difference,p,p_holm,effect,p_attainable",
    "learning": "family,organ,arm,training_fraction,training_patients,patients,mean,ci_low,ci_high,"
    "draw,draws,draws_mean,draws_sd",
    "representations": "arm,jaccard,failures,measurements,gain,jaccard_sd,jaccard_ci_low,jaccard_ci_high,jaccard_gain,"
    "p,p_holm,test",
    "tradeoffs": "arm,organ,lost,dice,change,patients,worse,error_ml,error_percent,extra_ml",
    "pareto": "arm,dice,sd,training_seconds,on_front",
}
AUDIT = "case,organ,kind,score,slice,size_ml,found_by,anatomy,evidence,check,dice,agreement,networks,"
AUDIT += "right_mm,front_mm,head_mm"
CEILINGS = "preparation,case,organ,dice,hd95_mm,assd_mm,volume_change,shift_mm,outside_voxels,representation"
CASES = "case,patient,image,label,shape,spacing_mm,orientation,image_sha256,label_sha256,status,reason"


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_a_study_leaves_what_the_contract_names(finished_study):
    results = finished_study.results
    for name, header in (("metrics", METRICS), ("statistics", STATISTICS), ("cases", CASES)):
        assert (results / f"{name}.csv").read_text().splitlines()[0] == header
    assert (results / "folds.csv").read_text().startswith("case,patient,fold\n")
    assert len(rows_of(results / "summary.csv")) == 3
    for name, columns in FURTHER.items():
        assert (results / f"{name}.csv").read_text().splitlines()[0] == columns
    assert (results / "ceilings.csv").read_text().splitlines()[0] == CEILINGS
    assert "<html" in (results / "report.html").read_text()[:500].lower()
    provenance = json.loads((results / "provenance.json").read_text())
    assert {"code", "config", "packages", "inputs", "hardware", "seeds"} <= set(provenance)
    folds = list(results.glob("trained/*/fold-*"))
    assert len(folds) == 4
    for fold in folds:
        assert {"weights.safetensors", "model.yaml", "history.csv"} <= {path.name for path in fold.iterdir()}


def test_every_label_is_audited_once_and_by_each_network_once(finished_study):
    path = finished_study.results / "label_audit.csv"
    rows = rows_of(path)
    assert path.read_text().splitlines()[0] == AUDIT
    assert len({(row["case"], row["organ"]) for row in rows}) == len(rows) == 4 * 4
    # two of the three arms share a network
    assert {row["networks"] for row in rows} == {"2"}
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert "Labels that may be wrong" in (finished_study.results / "report.html").read_text()


def test_every_arm_case_and_organ_is_measured_once(finished_study):
    rows = rows_of(finished_study.results / "metrics.csv")
    keys = {(row["arm"], row["case"], row["organ"]) for row in rows}
    assert len(keys) == len(rows) == 3 * 4 * 4
    assert {row["outcome"] for row in rows} <= {"ok", "missed"}


def test_what_a_network_could_reach_is_measured_and_bounds_no_training(finished_study):
    rows = rows_of(finished_study.results / "ceilings.csv")
    preparations = {path.name for path in (finished_study.results / "prepared").iterdir()}
    cases = rows_of(finished_study.results / "cases.csv")
    assert {row["preparation"] for row in rows} == preparations and len(rows) == len(preparations) * len(cases) * 4
    assert all(0.5 < float(row["dice"]) <= 1 for row in rows)
    assert "at most " in (finished_study.results / "report.html").read_text()


def test_predictions_lie_in_the_cases_own_grid(finished_study):
    for row in rows_of(finished_study.results / "cases.csv"):
        scan = nib.load(finished_study.folder / row["image"])
        for arm in ("raw", "augmented", "cleaned"):
            predicted = nib.load(finished_study.results / "predicted" / arm / f"{row['case']}.nii.gz")
            assert predicted.shape == scan.shape
            np.testing.assert_allclose(predicted.affine, scan.affine, atol=1e-5)
            assert set(np.unique(np.asanyarray(predicted.dataobj))) <= {0, 1, 2, 3, 4}


def test_hearts_come_back_to_where_the_exact_inverse_puts_them(finished_study):
    for path in sorted((finished_study.results / "correction").glob("*.nii.gz")):
        truth = nib.load(finished_study.results / "phantom_truth" / path.name)
        repaired = np.asanyarray(nib.load(path).dataobj) == 2
        correct = np.asanyarray(truth.dataobj) == 2
        dice = 2 * (repaired & correct).sum() / (repaired.sum() + correct.sum())
        assert dice > 0.9, path.name


def test_no_patient_validates_or_trains_where_it_is_tested(finished_study):
    held = {row["case"]: int(row["fold"]) for row in rows_of(finished_study.results / "folds.csv")}
    assert set(held.values()) == {0, 1}


def test_snakemake_report_needs_no_network(finished_study, tmp_path):
    place = finished_study.copy_to(tmp_path / "tiny")
    done = place.run("--report", "workflow.html")
    assert done.code == 0, done.text
    assert (place.folder / "workflow.html").stat().st_size > 10_000


def test_what_each_job_of_a_case_used_is_known(finished_study):
    known = read_benchmarks(finished_study.results)
    jobs = known.groupby("rule")["job"].agg(set)
    made = {path.relative_to(finished_study.results) for path in finished_study.results.glob("evaluated/*/*.csv")}
    assert jobs["evaluate_case"] == {f"{path.parent.name}/{path.stem}" for path in made}
    assert jobs["inspect_case"] == {row["case"] for row in rows_of(finished_study.results / "cases.csv")}
    of_cases = known[known["job"].str.contains("Patient_")]
    assert len(set(of_cases["rule"])) >= 12
    assert (of_cases[["seconds", "memory_mb", "cpu_seconds"]] > 0).all(axis=None)


def test_a_case_leaves_few_files(finished_study):
    """What docs/scale.md says: two for each case and arm, two for each training, 17 besides."""
    results = finished_study.results
    files = [path.relative_to(results) for path in results.rglob("*") if path.is_file()]
    trainings = {path.name for path in (results / "trained").iterdir()}
    of_arms = {"predicted", "evaluated"}
    for case in ("Patient_01", "Patient_04"):
        own = [path for path in files if path.name.startswith(case) or case in path.parts]
        assert sum(not of_arms.isdisjoint(path.parts) for path in own) == 2 * 3
        assert sum(not trainings.isdisjoint(path.parts) for path in own) == 2 * 2
        known = of_arms | trainings | {"phantom", "phantom_truth"}
        rest = [str(path) for path in own if known.isdisjoint(path.parts)]
        assert len(rest) == 17, sorted(rest)
