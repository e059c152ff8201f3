"""A profile made of what a cluster says: here of what SLURM 22.05 said, and tests/slurm asks one that runs."""

import pytest
import yaml

from segstudy.application.cli import main

# Each command as it is called, and what it printed on a cluster of three nodes.
PARTITION = """PartitionName={name}
   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL
   AllocNodes=ALL Default={default} QoS=N/A
   DefaultTime=00:10:00 DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO
   MaxNodes=UNLIMITED MaxTime=01:00:00 MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED
   Nodes={nodes}
   State=UP TotalCPUs={cores} TotalNodes=2 SelectTypeParameters=NONE
   DefMemPerNode=UNLIMITED MaxMemPerNode=UNLIMITED

"""
SAID = {
    "sinfo --noheader --Node --format=%R|%a|%m|%c|%G": (
        "cpu|up|8000|8|(null)\ngpu|up|16000+|4|gpu:a100:4(S:0-1)\ngpu|up|8000|8|gpu:h200:2\nold|down|9000|9|(null)\n"
    ),
    "scontrol show partition": PARTITION.format(name="cpu", default="YES", nodes="cpu1", cores=8)
    + PARTITION.format(name="gpu", default="NO", nodes="gpu[1-2]", cores=12),
    "scontrol show config": "Configuration data as of 2026-11-28\nMinJobAge               = 300 sec\n",
    "sacctmgr": "lab|root\nroot|root\n",
}


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """`slurm(said)`: commands that print this, by how they are called, the first that fits; None: they fail."""

    def answers(said):
        folder = tmp_path / "slurm"
        folder.mkdir()
        for name in {command.split()[0] for command in said}:
            program = folder / name
            program.write_text(f'#!/bin/sh\ncase "{name} $*" in\n')
            with program.open("a") as script:
                for command, words in said.items():
                    printed = "echo no >&2; exit 1" if words is None else f"cat <<'END'\n{words}END\n"
                    script.write(f"'{command}'*) {printed}\n;;\n")
                script.write("esac\n")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        monkeypatch.chdir(tmp_path)

    return answers


def profile(folder):
    limits = yaml.safe_load((folder / "lab/partitions.yaml").read_text())["partitions"]
    return yaml.safe_load((folder / "lab/config.yaml").read_text()), limits


def test_limits_are_those_of_nodes_and_the_account_and_model_are_the_clusters(slurm, tmp_path, capsys):
    slurm(SAID)
    assert main(["cluster", "lab"]) == 0
    config, limits = profile(tmp_path)
    one_node, models = {"max_runtime": "01:00:00", "max_nodes": 1}, {"available_gpu_models": ["a100", "h200"]}
    assert limits == {
        "cpu": {**one_node, "max_mem_mb": 8000, "max_threads": 8},
        "gpu": {**one_node, "max_mem_mb": 16000, "max_threads": 8, "max_gpu": 4, **models},
    }
    assert config["default-resources"]["slurm_account"] == "root"
    assert config["set-resources"]["train"] == {"gpu_model": "a100"}
    assert config["slurm-status-command"] == "squeue"
    said = capsys.readouterr().out
    assert "account: root (also lab)\nGPU model asked for: a100\n" in said and "unsure" not in said


def test_what_a_cluster_has_not_is_left_out_and_said(slurm, tmp_path, capsys):
    nodes = "cpu|up|8000|8|(null)\ngpu|up|8000|8|(null)\n"
    slurm({"sinfo": nodes} | SAID | {"sacctmgr": "", "scontrol show config": "MinJobAge = 60 sec\n"})
    assert main(["cluster", "lab"]) == 0
    config, limits = profile(tmp_path)
    assert "max_gpu" not in limits["gpu"]
    assert "slurm_account" not in config["default-resources"] and "train" not in (config["set-resources"] or {})
    assert config["slurm-status-command"] == "sacct"
    said = capsys.readouterr().out
    assert "account: none\nGPU model asked for: any\n" in said
    assert "no partition tells of GPUs" in said and "jobs are asked after by sacct" in said


def test_a_cluster_without_accounts_is_one(slurm, tmp_path, capsys):
    slurm(SAID | {"sacctmgr": None})
    assert main(["cluster", "lab"]) == 0
    assert "slurm_account" not in profile(tmp_path)[0]["default-resources"]
    assert "account: none (unsure: `sacctmgr" in capsys.readouterr().out


def test_the_longest_time_is_left_open_where_the_cluster_does_not_say_it(slurm, tmp_path):
    slurm(SAID | {"scontrol show partition": ""})
    assert main(["cluster", "lab"]) == 0
    assert "max_runtime" not in profile(tmp_path)[1]["cpu"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"sinfo": None}, "failed: no"),
        ({"sinfo": "cpu|down|8000|8|(null)\n"}, "the cluster has no partition that is up"),
        ({**SAID, "scontrol show partition": None}, "the cluster does not say what its partitions are: "),
    ],
)
def test_where_no_cluster_answers_there_is_no_profile(said, told, slurm, tmp_path, capsys):
    slurm(said)
    assert main(["cluster", "lab"]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "lab").exists()


def test_where_no_slurm_is_installed_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["cluster", str(tmp_path / "lab")]) == 2
    assert "there is no `sinfo` here: ask on the cluster's login node" in capsys.readouterr().err


def test_a_folder_that_is_there_is_left(slurm, tmp_path, capsys):
    slurm(SAID)
    (tmp_path / "lab").mkdir()
    assert main(["cluster", "lab"]) == 2
    assert "lab: is there already" in capsys.readouterr().err
    assert not any((tmp_path / "lab").iterdir())
