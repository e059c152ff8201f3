"""Networks for slices and for volumes in one small study, whole, with what it says of its own certainty."""

import csv
import importlib.util
import subprocess
import sys

import numpy as np
import pytest

from segstudy.volumes.nifti import read_header, read_image, read_labels

pytestmark = [pytest.mark.workflow, pytest.mark.study]


def shortened(config):
    """Without the slowest network; of the others one is given the time to learn."""
    config["arms"] = [arm for arm in config["arms"] if arm["name"] != "unetr"]
    arms = {arm["name"]: arm for arm in config["arms"]}
    arms["enet"]["training"]["epochs"] = 3
    arms["vnet"]["training"]["epochs"] = 1
    arms["vnet"].pop("uncertainty")
    arms["nnunet"]["model"]["nnunet"] |= {"epochs": 1, "iterations": 3, "validation_iterations": 1}
    config["uncertainties"]["mc"]["passes"] = 4


def taught(place):
    """The arms whose networks have learned something."""
    names = [arm["name"] for arm in place.config["arms"]]
    return names if "unetr" in names else ["unet3d"]


def sure(place):
    """The arms that say how sure they are."""
    return {arm["name"] for arm in place.config["arms"] if "uncertainty" in arm}


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(
    scope="module",
    params=[pytest.param(shortened, id="shortened"), pytest.param(None, id="whole", marks=pytest.mark.slow)],
)
def volumes(shipped_study, request):
    return shipped_study("volumes", request.param)


@pytest.mark.skipif(
    not importlib.util.find_spec("nnunetv2"), reason="nnunetv2 is not installed: pip install -e '.[nnunet]'"
)
class TestVolumes:
    def test_networks_for_slices_and_volumes_stand_in_one_table(self, volumes):
        arms = [row["arm"] for row in rows(volumes.results / "summary.csv")]
        assert arms == [arm["name"] for arm in volumes.config["arms"]]
        assert {*sure(volumes), "nnunet", "unet3d+vnet"} <= set(arms)
        metrics = rows(volumes.results / "metrics.csv")
        assert len(metrics) == len(arms) * volumes.config["data"]["phantom"]["patients"] * 4
        # Phantoms: only that every network learns to find a heart at all.
        for arm in taught(volumes):
            hearts = [float(row["dice"]) for row in metrics if row["arm"] == arm and row["organ"] == "heart"]
            assert sum(hearts) / len(hearts) > 0.3, arm
        assert volumes.plan() == {}

    def test_every_network_says_how_sure_it_is_in_the_cases_own_grid(self, volumes):
        places = sorted((volumes.results / "uncertainty").glob("*/*"))
        assert len(places) == len(sure(volumes)) * volumes.config["data"]["phantom"]["patients"]
        for place in places:
            scan = read_header(volumes.results / "phantom" / place.name / f"{place.name}.nii.gz")
            labels = read_labels(place / "labels.nii.gz")
            maps = {
                name: read_image(place / f"{name}.nii.gz")
                for name in ("mean", "confidence", "variance", "entropy", "mutual_information")
            }
            for volume in (labels, *maps.values()):
                assert volume.array.shape == scan.array.shape
                assert np.allclose(volume.affine, scan.affine)
            assert 0 <= maps["mean"].array.min() <= maps["mean"].array.max() <= 1
            assert (maps["mutual_information"].array <= maps["entropy"].array + 1e-3).all()
            assert maps["variance"].array.max() > 0
        summary = rows(volumes.results / "uncertainty_summary.csv")
        assert {row["arm"] for row in summary} == sure(volumes)
        # better than a coin at finding its own errors
        learned = [row for row in summary if row["map"] == "variance" and row["arm"] in taught(volumes)]
        assert learned and all(float(row["auroc"]) > 0.5 for row in learned)
        report = (volumes.results / "report.html").read_text(encoding="utf-8")
        assert "How sure the arms are" in report

    def test_other_passes_touch_nothing_but_uncertainty(self, volumes, tmp_path):
        place = volumes.copy_to(tmp_path / "volumes")
        place.config["uncertainties"]["mc"]["passes"] = 3
        jobs = place.plan()
        cases = len(sure(volumes)) * volumes.config["data"]["phantom"]["patients"]
        assert jobs.pop("predict_uncertainty") == jobs.pop("measure_uncertainty") == cases
        assert jobs.keys() <= {"collect_uncertainty", "record_arms", "record_provenance", "write_report"}

    def test_a_new_scan_is_predicted_by_an_ensemble_to_the_same_bytes_as_in_the_study(self, volumes, tmp_path):
        case, fold = next((row["case"], row["fold"]) for row in rows(volumes.results / "folds.csv"))
        command = [sys.executable, "-m", "segstudy", "predict", "--arm", "results/volumes/unet3d+vnet", "--fold", fold]
        done = subprocess.run(
            [*command, f"results/volumes/phantom/{case}/{case}.nii.gz", "--out", str(tmp_path / "found.nii.gz")],
            cwd=volumes.folder,
            env=volumes.environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        predicted = volumes.results / f"predicted/unet3d+vnet/{case}.nii.gz"
        assert (tmp_path / "found.nii.gz").read_bytes() == predicted.read_bytes()

    def test_another_member_touches_nothing_but_its_ensemble(self, volumes, tmp_path):
        place = volumes.copy_to(tmp_path / "volumes")
        both = next(arm for arm in place.config["arms"] if "ensemble_of" in arm)
        both["ensemble_of"] = ["unet3d", "nnunet"]
        jobs = place.plan()
        patients = volumes.config["data"]["phantom"]["patients"]
        assert jobs["predict_ensemble_case"] == jobs["evaluate_case"] == patients
        assert not jobs.keys() & {"train", "train_nnunet", "predict_case", "predict_nnunet_case", "predict_uncertainty"}
