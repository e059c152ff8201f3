import subprocess
import sys

HEAD = """import sys
from segstudy.running.adapter import logged
from segstudy.running.errors import StudyError
with logged(sys.argv[1]) as log:
    """


def run(body, tmp_path):
    log = tmp_path / "logs" / "job.log"
    done = subprocess.run([sys.executable, "-c", HEAD + body, str(log)], capture_output=True, text=True, timeout=60)
    return done, log.read_text()


def test_what_a_script_prints_warns_and_logs_lands_in_its_log(tmp_path):
    body = "print('printed'); print('warned', file=sys.stderr); log.info('told'); import os; os.system('echo child')"
    done, log = run(body, tmp_path)
    assert done.returncode == 0
    assert done.stdout == done.stderr == ""
    for word in ("printed", "warned", "told", "child"):
        assert word in log
    assert log.index("20") < log.index("told")


def test_bad_input_is_told_without_a_traceback(tmp_path):
    done, log = run("raise StudyError('scan.nii.gz: is empty')", tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip() == log.strip() == "scan.nii.gz: is empty"


def test_a_failure_of_the_program_keeps_its_traceback_in_the_log(tmp_path):
    done, log = run("1 / 0", tmp_path)
    assert done.returncode == 1
    assert "Traceback" in log
    assert "ZeroDivisionError" in log
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError: division by zero (traceback in" in done.stderr


def test_what_is_logged_is_shown_too_where_asked_for(tmp_path):
    log = tmp_path / "job.log"
    head = HEAD.replace("logged(sys.argv[1])", "logged(sys.argv[1], show_as='net fold 1')")
    command = [sys.executable, "-c", f"{head}log.info('epoch 1'); print('noise')", str(log)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stderr == "net fold 1  epoch 1\n"
    assert "noise" in log.read_text()


def test_a_failure_of_the_machine_is_told_in_words(tmp_path):
    done, log = run("import numpy as np; np.empty(1 << 55, np.uint8)", tmp_path)
    assert done.returncode == 1
    assert "not enough memory" in done.stderr and "mem_mb" in done.stderr
    assert "Traceback" in log and "Traceback" not in done.stderr


def test_a_log_on_a_full_disk_hides_no_message(tmp_path):
    command = [sys.executable, "-c", HEAD + "log.info('told'); raise StudyError('scan: empty')", "/dev/full"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "scan: empty" in done.stderr


def test_a_log_that_cannot_be_made_is_told_without_a_traceback(tmp_path):
    (tmp_path / "logs").touch()
    done = subprocess.run([sys.executable, "-c", HEAD + "pass", str(tmp_path / "logs" / "a.log")],
                          capture_output=True, text=True, timeout=60)  # fmt: skip
    assert done.returncode == 1
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr


JOB = """
import sys
from types import SimpleNamespace
from segstudy.running.adapter import logged
log = "results/x/logs/job.log"
snakemake = SimpleNamespace(input=["results/x/a.csv"], output=["results/x/b.csv"], params={}, log=[log])
with logged(log):
    open("results/x/b.csv", "w").write(open("results/x/a.csv").read())
"""


def test_a_job_seals_what_it_makes_and_refuses_what_has_changed_since(tmp_path):
    place = tmp_path / "results" / "x"
    place.mkdir(parents=True)
    (place / "a.csv").write_text("a\n1\n")
    command = [sys.executable, "-c", JOB]
    assert subprocess.run(command, cwd=tmp_path, timeout=60).returncode == 0
    assert (place / "seals" / "b.csv.json").is_file()
    next_job = [sys.executable, "-c", JOB.replace("b.csv", "c.csv").replace("a.csv", "b.csv")]
    assert subprocess.run(next_job, cwd=tmp_path, timeout=60).returncode == 0
    (place / "b.csv").write_text("a\n")
    done = subprocess.run(next_job, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "results/x/b.csv: changed or cut since this study made it; delete it and run again" in done.stderr
    assert "Traceback" not in done.stderr
