"""Views in polar coordinates in one small study; arms that wait for the arm that lays their centers."""

import csv
import json
import re
import subprocess
import sys

import numpy as np
import pytest
import yaml

from segstudy.volumes.nifti import read_header, read_labels

pytestmark = [pytest.mark.workflow, pytest.mark.study]


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def shortened(config):
    """Quicker networks that learn nothing yet, but for the one that is asked where organs are."""
    config["training"]["epochs"] = 8
    for arm in config["arms"]:
        arm["model"] = {"customnet": {"filters": 8, "bottleneck": 32}}
        if "representation" in arm:
            arm["training"]["epochs"] = 1


def taught(place):
    """The arms whose networks have learned something."""
    names = [arm["name"] for arm in place.config["arms"]]
    return names if place.config["training"]["epochs"] > 8 else ["cartesian"]


@pytest.fixture(
    scope="module",
    params=[pytest.param(shortened, id="shortened"), pytest.param(None, id="whole", marks=pytest.mark.slow)],
)
def polar(shipped_study, request):
    return shipped_study("polar", request.param)


def mean_dice(place, arm):
    found = [float(row["dice"]) for row in rows(place.results / "metrics.csv") if row["arm"] == arm]
    assert len(found) == 6 * 2
    return sum(found) / len(found)


def test_polar_and_cartesian_arms_stand_in_every_table(polar):
    names = [arm["name"] for arm in polar.config["arms"]]
    assert [row["arm"] for row in rows(polar.results / "summary.csv")] == names
    # Phantoms: only that every network learns to find something at all.
    assert all(mean_dice(polar, arm) > 0.3 for arm in taught(polar))
    assert polar.plan() == {}


def test_predictions_lie_in_the_cases_own_grid_and_only_where_a_center_was(polar):
    for path in sorted((polar.results / "predicted/polar").glob("*.nii.gz")):
        scan = read_header(polar.results / "phantom" / path.name.partition(".")[0] / path.name)
        answer, source = read_labels(path), read_labels(polar.results / "predicted/cartesian" / path.name)
        assert answer.array.shape == scan.array.shape and np.allclose(answer.affine, scan.affine)
        assert set(np.unique(answer.array)) <= {0, 2, 4}
        with_center = source.array.any(axis=(0, 1)).mean()
        assert abs(answer.array.any(axis=(0, 1)).mean() - with_center) < 0.3


def test_one_network_serves_the_truth_and_the_coarse_arm(polar):
    trained = sorted(path.name for path in (polar.results / "trained").iterdir())
    assert len(trained) == 4 and sum("representation-polar64" in name for name in trained) == 2
    told = {arm["arm"]: arm for arm in json.loads((polar.results / "arms.json").read_text())["runs"]}
    # a new scan has no label map, and its source is predicted first
    assert set(told) == {"cartesian", "cartesian+half", "polar", "polar+half"}
    assert told["polar"]["source"] == "cartesian" and told["polar+half"]["source"] == "cartesian+half"
    assert "Oracles" in (polar.results / "report.html").read_text(encoding="utf-8")


def test_a_new_scan_is_predicted_to_the_same_bytes_as_in_the_study(polar, tmp_path):
    case, fold = next((row["case"], row["fold"]) for row in rows(polar.results / "folds.csv"))
    command = [sys.executable, "-m", "segstudy", "predict", "--arm", "results/polar/polar", "--fold", fold]
    done = subprocess.run(
        [*command, f"results/polar/phantom/{case}/{case}.nii.gz", "--out", str(tmp_path / "found.nii.gz")],
        cwd=polar.folder,
        env=polar.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    predicted = polar.results / f"predicted/polar/{case}.nii.gz"
    assert (tmp_path / "found.nii.gz").read_bytes() == predicted.read_bytes()


def test_fewer_patients_are_learned_from_and_named(polar):
    for fold in (0, 1):
        models = (polar.results / "trained").glob(f"*representation*/fold-{fold}/model.yaml")
        learned_from = {"fraction" in str(path): set(yaml.safe_load(path.read_text())["training"]) for path in models}
        few, all_of_them = learned_from[True], learned_from[False]
        assert few < all_of_them


def test_it_is_measured_how_far_off_laid_centers_are(polar):
    measured = rows(polar.results / "centers.csv")
    assert len(measured) == 2 * 6 * 2 and {row["arm"] for row in measured} == {"cartesian", "cartesian+half"}
    assert all(int(row["found"]) <= int(row["objects"]) for row in measured)
    assert 0 < np.mean([float(row["center_error_mm"]) for row in measured if row["center_error_mm"]]) < 100
    assert "What centers that are off cost" in (polar.results / "report.html").read_text(encoding="utf-8")


def test_other_thresholds_touch_nothing_but_the_polar_arms(polar, tmp_path):
    place = polar.copy_to(tmp_path / "polar")
    place.config["representations"]["polar64"]["high"] = 0.6
    jobs = place.plan()
    assert jobs["train"] == 4 and jobs["predict_viewed_case"] == jobs["postprocess_case"] == 3 * 6
    assert not jobs.keys() & {"predict_case", "postprocess_source_case", "prepare_image"}


def test_views_wait_for_the_finished_prediction_of_their_source(polar):
    drawn = polar.run("--dag", "dot", "--forceall")
    names = dict(re.findall(r'(\d+)\[label = "(.*?)"', drawn.text))
    waits = [
        (names[one], names[other])
        for one, other in re.findall(r"(\d+) -> (\d+)", drawn.text)
        if names[other].startswith("predict_viewed_case")
    ]
    laid = [one for one, other in waits if "from-cartesian" in other and "+half" not in other and "post" in one]
    assert len(laid) == 6 and all("run: cartesian" in one for one in laid)
    assert not [one for one, other in waits if "from-truth" in other and "post" in one]
