"""Trainings that share a GPU, where the cluster cuts its GPUs into shards."""

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
DAEMONS = ("slurmd-gpu1", "slurmd-gpu2", "slurmctld")


def restarted(cluster):
    for daemon in DAEMONS:
        assert cluster.do("stop", daemon).returncode == 0
    cluster.heal()


@pytest.fixture
def sharded(cluster):
    """The cluster with four shards on the two GPUs of its first machine with GPUs."""
    files = {name: cluster.folder / f"etc/{name}.conf" for name in ("slurm", "gres")}
    before = {name: file.read_text() for name, file in files.items()}
    changed = before["slurm"].replace("GresTypes=gpu", "GresTypes=gpu,shard")
    files["slurm"].write_text(re.sub(r"(Gres=gpu:h200:2)", r"\1,shard:4", changed))
    files["gres"].write_text(before["gres"] + "NodeName=gpu1 Name=shard Count=4\n")
    restarted(cluster)
    yield cluster
    for name, file in files.items():
        file.write_text(before[name])
    restarted(cluster)


def test_two_trainings_run_on_one_gpu_and_give_the_same_numbers(study, undisturbed, sharded):
    """By the lines that the profile has as comments."""
    profile = (ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8")
    [words] = re.findall(r"^  # train: \{(.*)\}$", profile, re.MULTILINE)
    shared = [f"train:{word.strip().replace(': ', '=', 1)}".replace('"', "") for word in words.split(", ")]
    assert shared == ["train:gpu=0", "train:gres=shard:1", "train:slurm_partition=gpu"]
    study.lose_training(0, 1)
    study.start(resources=["train:runtime=10", "predict_case:runtime=5", *shared])
    seen = []
    for fold in (0, 1):
        study.freeze(fold)  # so that both are there at once
        seen.append(study.trainer(fold).environ())
    running = [job for job in sharded.queue(study.folder) if job["comment"].startswith("rule_train")]
    assert len(running) == 2 and {job["node"] for job in running} == {"gpu1"}
    assert all(each["SLURM_SHARDS_ON_NODE"] == "1" for each in seen)
    assert seen[0]["CUDA_VISIBLE_DEVICES"] == seen[1]["CUDA_VISIBLE_DEVICES"]  # one of the two GPUs, filled up first
    for fold in (0, 1):
        study.trainer(fold).resume()
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
