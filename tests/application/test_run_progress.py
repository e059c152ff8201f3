import pytest

from segstudy.application.run_progress import RunProgress

BEGUN = """Job stats:
job              count
-------------  -------
inspect_case         4
train                2
total                6

Select jobs to execute...""".splitlines()


@pytest.fixture
def progress():
    made = RunProgress({"train": 100.0, "inspect_case": 1.0})
    for line in BEGUN:
        made.read(line)
    return made


def test_a_training_counts_for_what_it_takes(progress):
    assert (progress.total, progress.done) == (204, 0)
    progress.read("Finished jobid: 3 (Rule: inspect_case)")
    assert progress.done == 1
    progress.read("Finished jobid: 9 (Rule: train)")
    assert progress.done == 101


def test_epochs_count_while_a_training_works_and_once(progress):
    for epoch in (1, 2):
        progress.read(f"enet.raw fold 0  epoch {epoch}/4  loss 2.7")
    assert progress.done == 50
    progress.read("enet.raw fold 1  epoch 1/4  loss 2.7")
    assert progress.done == 75
    progress.read("enet.raw fold 0  epoch 4/4  loss 2.7")
    progress.read("Finished jobid: 9 (Rule: train)")
    assert progress.done == 100 + 25


def test_what_stands_elsewhere_is_no_table(progress):
    progress.read("train        7")
    assert progress.total == 204
