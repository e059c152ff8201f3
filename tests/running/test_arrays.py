from types import SimpleNamespace

import pytest

from segstudy.running.arrays import check_no_arrays


def test_a_run_that_would_submit_arrays_is_refused_in_a_sentence():
    with pytest.raises(SystemExit, match="slurm-array-jobs: .*leave it out: `groups`"):
        check_no_arrays(SimpleNamespace(executor_settings=SimpleNamespace(array_jobs="predict_case")))


@pytest.mark.parametrize(
    "workflow",
    [
        SimpleNamespace(),  # on one machine
        SimpleNamespace(executor_settings=SimpleNamespace(status_attempts=5)),  # another scheduler
        SimpleNamespace(executor_settings=SimpleNamespace(array_jobs=None)),
    ],
)
def test_all_else_runs(workflow):
    check_no_arrays(workflow)
