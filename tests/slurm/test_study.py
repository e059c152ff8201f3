"""The study on a real cluster, from its first job and with two faults in its midst."""

import copy
import re

import pytest

pytestmark = pytest.mark.workflow

# Fold 0 gets one minute at first. Fold 1 begins on the node that will die; the second attempt may go anywhere.
FAULTY = [
    "train:runtime=1 if wildcards.fold == '0' and attempt == 1 else 10",
    "train:constraint='h200' if wildcards.fold == '0' else 'a100' if attempt == 1 else 'h200|a100'",
    "predict_case:runtime=5",
]


def resumed_after(study, fold):
    """The epoch that the last attempt at a training began after."""
    return int(re.search(r"resuming after epoch (\d+)/", study.log(fold))[1])


def test_a_time_limit_and_a_dead_node_change_no_byte(study, undisturbed, cluster):
    study.lose_training(0, 1)
    study.start("--max-status-checks-per-second", "1", resources=FAULTY)
    epochs = study.freeze(0), study.freeze(1)
    dying = [job for job in cluster.queue(study.folder) if job["comment"].endswith("_1")]
    assert [job["node"] for job in dying] == ["gpu2"]
    assert cluster.do("crash", "gpu2").returncode == 0

    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
    attempts = study.attempts("train")
    limited = [job["State"] for job in attempts if job["Comment"].endswith("_0")]
    died = [(job["State"], job["NodeList"]) for job in attempts if job["Comment"].endswith("_1")]
    assert limited == ["TIMEOUT", "COMPLETED"]
    assert died == [("NODE_FAIL", "gpu2"), ("COMPLETED", "gpu1")]
    assert resumed_after(study, 0) >= epochs[0]
    assert resumed_after(study, 1) >= epochs[1]
    # a group's Snakemake runs its jobs itself, without a step (`srun`) and another Snakemake for each
    groups = [job["JobIDRaw"] for job in study.attempts("evaluation")]
    told = cluster.ask("sacct", "-P", "-n", "-j", ",".join(groups), "-o", "JobIDRaw").split()
    assert groups and {*told} <= {*groups, *(f"{group}.{step}" for group in groups for step in ("batch", "extern"))}


@pytest.mark.slow
def test_the_whole_study_on_the_cluster_is_the_one_on_one_machine(cluster, undisturbed, tmp_path):
    study = type(undisturbed)(tmp_path / "tiny", cluster, copy.deepcopy(undisturbed.config))
    study.folder.mkdir()
    cluster.heal()
    # as the profile has it, with the GPU model it asks for
    models = [f"{rule}:gpu_model=h200" for rule in ("train", "predict_case")]
    study.start(resources=["train:runtime=10", "predict_case:runtime=5", *models], target="stages/report")
    assert study.finish(900) == 0, study.said
    assert study.metrics == undisturbed.metrics
    assert (study.results / "report.html").exists()
    assert (study.results / "statistics.csv").read_bytes() == (undisturbed.results / "statistics.csv").read_bytes()
    for room in ("prepared", "inferred", "predicted"):
        for path in (undisturbed.results / room).rglob("*.nii.gz"):
            assert (study.results / path.relative_to(undisturbed.results)).exists()
    assert {job["NodeList"] for job in study.attempts("train")} == {"gpu1"}
