import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from segstudy.running.schedulers import SCHEDULERS, main, state_of

STAND_IN = Path(__file__).parents[1] / "scheduler_stand_in.py"


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A scheduler under the names of all; the folder of its jobs."""
    programs, jobs = tmp_path / "bin", tmp_path / "jobs"
    programs.mkdir()
    jobs.mkdir()
    for name in ("qsub", "qstat", "qacct", "bsub", "bjobs"):
        (programs / name).write_text(f"#!{sys.executable}\n{STAND_IN.read_text()}")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("STAND_IN", str(jobs))
    monkeypatch.chdir(tmp_path)
    return jobs


def script(folder, body):
    path = folder / "script.sh"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


ASKED = ("--threads", "2", "--memory", "3000", "--minutes", "90", "--gpus", "1")
WORDS = {
    "pbs": ("select=1:ncpus=2:mem=3000mb:ngpus=1", "walltime=5400"),
    "sge": ("-pe smp 2", "h_vmem=1500M,h_rt=5400,gpu=1"),
    "lsf": ("-n 2 -W 90", "rusage[mem=3000MB]", "num=1"),
}


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize(("body", "became"), [("sleep 0.5", "success"), ("exit 3", "failed")])
def test_a_job_is_submitted_asked_after_and_ends(name, body, became, stand_in, tmp_path, capsys):
    assert main(["submit", name, *ASKED, "--options", "-q long", script(tmp_path, body)]) == 0
    number = capsys.readouterr().out.strip()
    assert "\n" not in number
    call = (stand_in / "calls").read_text()
    assert "-q long" in call and all(words in call for words in WORDS[name])
    end = time.monotonic() + 20
    while (state := state_of(SCHEDULERS[name], number)) == "running":
        assert time.monotonic() < end
        time.sleep(0.1)
    assert state == became


def test_a_refused_job_says_why(stand_in, tmp_path):
    with pytest.raises(SystemExit, match="exceeds queue"):
        main(["submit", "pbs", "--threads", "1", "--memory", "900000", "--minutes", "1", script(tmp_path, "true")])


def test_a_job_that_nobody_knows_is_waited_for_and_then_failed(stand_in, tmp_path):
    shutil.move(tmp_path / "bin/qstat", tmp_path / "bin/unused")
    (tmp_path / "bin/qstat").write_text("#!/bin/sh\necho 'Unknown Job Id' >&2\nexit 153\n")
    (tmp_path / "bin/qstat").chmod(0o755)
    assert state_of(SCHEDULERS["pbs"], "7.server") == "running"
    seen = tmp_path / ".snakemake/forgotten_jobs/7.server"
    os.utime(seen, (time.time() - 400,) * 2)
    assert state_of(SCHEDULERS["pbs"], "7.server") == "failed"
