from segstudy.application.run_lines import RunLines

SAID = """Using profile profiles/local for setting default command line arguments.
SNAKEMAKE
=========
  Date: 2026-11-28 18:46:50
  Config file(s): [PosixPath('study.yaml')]
Reason: Missing output files: results/tiny/metrics.csv
Auto-selected partition 'gpu' for job train with score 2.417
Job 4 has been submitted with SLURM jobid 16 (log: .snakemake/slurm_logs/rule_train/16.log).
    [Sat Nov 28 18:46:52 2026]
Building DAG of jobs...
Job stats:
job      count
-----  -------
train        2
total        2

Select jobs to execute...
[Sat Nov 28 12:07:53 2026]
Job 12: Training enet.raw on fold 1
enet.raw fold 1  training on 16 slices, validating on 15, on cpu
enet.raw fold 1  epoch 2/3  loss 2.748  validation loss 2.576  dice 0.018  rate 0.003  2.4 s, 0:00:02 left
note: Patient_01 lies outside
note: Patient_01 lies outside
Finished jobid: 12 (Rule: train)
1 of 4 steps (25%) done
Job 88: Stage done: training

Patient_02.nii.gz: memory ran out (traceback in logs/predict/Patient_02.log)

RuleException:
CalledProcessError in file "rules/prediction.smk", line 44:
Command 'python predict.py' returned non-zero exit status 1.
Error in rule predict_case:
    message: None
    jobid: 35
    log: logs/predict/Patient_02.log (check log file(s) for error details)
Logfile logs/predict/Patient_02.log:
================================================================================
one
two
three

four
five
six
================================================================================
Exiting because a job execution failed. Look above for error messages
WorkflowError:
At least one job did not complete successfully.
"""


def test_stages_notes_and_failures_are_shown_and_nothing_else():
    lines = RunLines()
    shown = [said for line in SAID.splitlines() for said in lines.read(line)]
    assert shown == [
        "note: Patient_01 lies outside",
        "training: done",
        "Patient_02.nii.gz: memory ran out (traceback in logs/predict/Patient_02.log)",
        "failed: predict_case",
        "  its log: logs/predict/Patient_02.log",
        *(f"  | {word}" for word in ("two", "three", "four", "five", "six")),
    ]
    assert (lines.done, lines.total, lines.failed) == (1, 4, ["predict_case"])


def test_a_run_that_a_person_stopped_did_not_fail():
    end = "Will exit after finishing currently running jobs (scheduler).\n"
    stop = "Terminating processes on user request, this might take some time.\n"
    lines = RunLines()
    ended = SAID[SAID.index("Error in rule") :]
    shown = [said for line in (end + stop + ended).splitlines() for said in lines.read(line)]
    assert shown == ["stopping: the jobs that run are ended; the same command goes on where they were"]
    assert lines.failed == []


def test_what_runs_now_is_the_last_job_or_epoch():
    lines = RunLines()
    now = []
    for line in SAID.splitlines():
        list(lines.read(line))
        now.append(lines.now)
    assert "Training enet.raw on fold 1" in now
    assert "enet.raw fold 1, epoch 2 of 3" in now


def test_a_finished_study_says_so():
    assert list(RunLines().read("Nothing to be done (all requested files are present and up to date).")) == [
        "nothing to be done: all of it is there, and made as the study file says"
    ]
