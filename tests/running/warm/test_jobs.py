import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from segstudy.running.warm import jobs
from segstudy.running.warm.processes import WarmProcesses

pytestmark = pytest.mark.skipif(not WarmProcesses.possible(), reason="another system than Linux")

ROOT = Path(__file__).parents[3]

_SNAKEFILE = """
from segstudy.running.warm.jobs import start_jobs_warm
start_jobs_warm(workflow)

rule all:
    input: "one.json", "two.json"

rule told:
    output: "{name}.json"
    log: "{name}.log"
    benchmark: "{name}.tsv"
    threads: lambda wildcards: {"one": 1, "two": 2, "three": 1}[wildcards.name]
    script: "tell.py"

rule killed:
    output: "killed.txt"
    script: "killed.py"

rule case:
    output: "cases/{name}.txt"
    resources: mem_mb=1
    script: "case.py"

rule failed:
    output: "failed.txt"
    script: "failed.py"
"""
_TELL = """
import json, os, pathlib, sys, psutil, tempfile
parent = psutil.Process(os.getppid())
threads = {name: os.environ[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
told = {"parent": parent.cmdline(), "threads": threads, "rule": snakemake.rule, "folder": os.getcwd(), "file": __file__,
        "temporary": tempfile.gettempdir(), "numpy": "numpy" in sys.modules, "argument": sys.argv[0]}
pathlib.Path(snakemake.output[0]).write_text(json.dumps(told))
"""


_CASE = """
import os, pathlib, signal
name = snakemake.wildcards.name
if name == "bad":
    raise ValueError("the header of bad is cut")
if name == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if name == "kills_all" and not pathlib.Path("killed_all").exists():
    pathlib.Path("killed_all").touch()
    os.kill(os.getppid(), signal.SIGKILL)
    signal.pause()
pathlib.Path(snakemake.output[0]).write_text(name)
"""


def _snakemake(folder: Path, *targets: str) -> str:
    command = [sys.executable, "-m", "snakemake", *targets, "--cores", "2", "--default-resources", f"tmpdir='{folder}'"]
    environment = {**os.environ, "OMP_NUM_THREADS": "3"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "Snakefile").write_text(_SNAKEFILE)
    (folder / "tell.py").write_text(_TELL)
    (folder / "killed.py").write_text("import os\nos.kill(os.getpid(), 9)\n")
    (folder / "case.py").write_text(_CASE)
    (folder / "failed.py").write_text("raise SystemExit('no such organ')\n")
    return folder


def test_jobs_of_one_thread_are_forked_and_others_started(place):
    said = _snakemake(place)
    one, two = (json.loads((place / f"{name}.json").read_text()) for name in ("one", "two"))
    assert "server.py" in one["parent"][1], said
    assert "server.py" not in " ".join(two["parent"])
    assert (one["numpy"], two["numpy"]) == (True, False)
    for told, threads in ((one, "1"), (two, "2")):
        assert set(told["threads"].values()) == {threads}
        assert (told["rule"], told["folder"], told["temporary"]) == ("told", str(place), str(place))
        assert Path(told["file"]) == place / "tell.py"
        assert Path(told["argument"]).name.endswith("tell.py")
    for name in ("one", "two"):
        header, row = (place / f"{name}.tsv").read_text().splitlines()
        assert float(dict(zip(header.split("\t"), row.split("\t"), strict=True))["s"]) > 0


def test_how_a_job_ends_is_told_as_ever(place):
    said = _snakemake(place, "killed.txt", "failed.txt", "--keep-going")
    assert "died with <Signals.SIGKILL: 9>" in said
    assert "no such organ" in said
    assert "returned non-zero exit status 1" in said


def test_a_case_that_fails_or_is_killed_is_named_and_the_others_are_kept(place):
    names = ["a", "bad", "b", "killed", "c", "kills_all", "d", "e"]
    said = _snakemake(place, *(f"cases/{name}.txt" for name in names), "--keep-going", "--retries", "1")
    assert "the header of bad is cut" in said
    assert {path.stem for path in (place / "cases").iterdir()} >= {"a", "b", "c", "d", "e", "kills_all"}
    failed = set(re.findall(r"output: cases/(\w+)\.txt", said[said.index("Error in rule") :]))
    assert {"bad", "killed"} <= failed <= {*names} and not {"bad", "killed"} & {
        path.stem for path in (place / "cases").iterdir()
    }


@pytest.mark.parametrize(("targets", "forked"), [(["one", "three"], True), (["three"], False)])
def test_a_group_of_a_cluster_forks_its_jobs_and_a_job_alone_starts_as_ever(place, targets, forked):
    for name in targets:
        (place / f"{name}.json").unlink(missing_ok=True)
    said = _snakemake(
        place,
        "--target-jobs",
        *(f"told:name={name}" for name in targets),
        "--allowed-rules",
        "told",
        "--mode",
        "remote",
    )
    told = json.loads((place / "three.json").read_text())
    assert ("server.py" in " ".join(told["parent"])) == forked, said


def test_jobs_after_an_edit_are_of_the_edited_code(tmp_path, monkeypatch):
    copied = tmp_path / "src/segstudy"
    for name in ("__init__.py", "running/__init__.py", "running/errors.py"):
        (copied / name).parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(ROOT / "src/segstudy" / name, copied / name)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))
    script, said = tmp_path / "script.py", tmp_path / "said"
    script.write_text("import segstudy.running.errors as it\nprint(it.__file__, getattr(it, 'edited', 'as it was'))")

    def run():
        said.write_text("")
        process = jobs._processes().start([str(script)], dict(os.environ), streams=[str(said)] * 2)
        assert process.wait() == 0, said.read_text()
        return said.read_text().removesuffix("\n")

    jobs._started.cache_clear()
    try:
        assert run() == run() == f"{copied / 'running/errors.py'} as it was"
        before = jobs._processes()
        with (copied / "running/errors.py").open("a") as file:
            file.write("\nedited = 'edited'\n")
        assert run().endswith(" edited")
        assert jobs._processes() is not before
        before._server.wait(timeout=30)
    finally:
        jobs._processes().close()
        jobs._started.cache_clear()
