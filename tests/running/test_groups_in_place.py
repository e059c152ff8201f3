from types import SimpleNamespace

import pytest
import snakemake.api  # noqa: F401 (Snakemake's modules import each other in a circle that begins here)
from snakemake_interface_executor_plugins.settings import ExecMode

from segstudy.running.groups_in_place import run_groups_in_place


def started(mode, targets):
    """A workflow whose targets are known once its rules are, and in which one rule is local."""
    workflow = SimpleNamespace(exec_mode=mode, dag_settings=None, is_local=lambda rule: rule == "list")
    run_groups_in_place(workflow)
    workflow.dag_settings = SimpleNamespace(target_jobs=targets)
    return workflow


@pytest.mark.parametrize(
    ("mode", "targets", "here"),
    [
        (ExecMode.REMOTE, ["one", "two"], {"list", "predict"}),
        (ExecMode.REMOTE, ["one"], {"list"}),
        (ExecMode.REMOTE, None, {"list"}),
        (ExecMode.DEFAULT, ["one", "two"], {"list"}),
        (ExecMode.SUBPROCESS, ["one", "two"], {"list"}),
    ],
)
def test_jobs_of_a_group_run_in_the_snakemake_that_was_given_them(mode, targets, here):
    workflow = started(mode, targets)
    assert {rule for rule in ("list", "predict") if workflow.is_local(rule)} == here
