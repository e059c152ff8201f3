"""The run itself as a job, by the profile that the cluster's own words make."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def segstudy(study):
    """The command in the study's folder; its standard output."""

    def command(*words):
        (study.folder / "study.yaml").write_text(yaml.safe_dump(study.config, sort_keys=False))
        done = subprocess.run(
            [sys.executable, "-m", "segstudy", *words],
            cwd=study.folder,
            env={**study.cluster.environment, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return command


def test_a_profile_is_made_of_what_the_cluster_says(study, segstudy):
    said = segstudy("cluster", "lab")
    assert "GPU model asked for: " in said
    limits = yaml.safe_load((study.folder / "lab/partitions.yaml").read_text())["partitions"]
    nodes = {"max_runtime": "01:00:00", "max_mem_mb": 8000, "max_threads": 8, "max_nodes": 1}
    assert limits["cpu"] == nodes
    assert sorted(limits["gpu"].pop("available_gpu_models")) == ["a100", "h200"]
    assert limits["gpu"] == nodes | {"max_gpu": 2}
    config = yaml.safe_load((study.folder / "lab/config.yaml").read_text())
    assert config["default-resources"]["slurm_account"] in ("root", "lab")


def test_a_run_is_a_job_that_asks_for_more_time_and_goes_on(study, segstudy, undisturbed, cluster, hurry, wait_until):
    study.lose_training(0)
    segstudy("cluster", "lab")
    target = f"results/{study.config['study']}/metrics.csv"
    # in the folder where the study lies, as somebody on a login node would
    said = segstudy("run", "study.yaml", target, "--slurm", "lab", "--submit", "0.5", "--", *hurry)
    driver = said.split()[1]
    study.run = subprocess.Popen(["sleep", "600"])  # what the fixtures look at stands for the driver
    study.freeze(0)
    status = segstudy("status", "study.yaml")
    assert "driver of tiny" in status
    assert "rule_train_wildcards" in status
    cluster.ask("scancel", "--batch", "--signal=USR1", driver)
    wait_until(lambda: study.trainer(0) is None, "the driver ends its jobs")
    log = study.results / "logs/driver.log"
    wait_until(lambda: "it asks the cluster for more" in log.read_text(), "the driver says so")
    wait_until(lambda: not cluster.queue(study.folder), f"the study ends\n{log.read_text()}", 400)
    assert study.metrics == undisturbed.metrics, log.read_text()
    assert os.fspath(log.relative_to(study.folder)) in said
