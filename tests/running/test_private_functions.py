import pytest
import snakemake.api  # noqa: F401 (Snakemake's modules import each other in a circle that begins here)
from snakemake.dag import DAG, ScriptProcessor
from snakemake.io import IOCache, _IOFile
from snakemake.iocontainers import AttributeGuard
from snakemake.jobs import GroupJob, Job, Reason
from snakemake.persistence import PersistenceBase
from snakemake.rules import Rule
from snakemake.scheduling.job_scheduler import JobScheduler
from snakemake.script import PythonScript
from snakemake.workflow import Workflow
from snakemake_interface_common.io import AnnotatedStringInterface

from segstudy.running import private_functions
from segstudy.running.errors import StudyError
from segstudy.running.private_functions import TESTED, is_as_tested, must_be_as_tested

CLASSES = (DAG, Job, GroupJob, JobScheduler, PersistenceBase, PythonScript, Reason, Workflow)
CLASSES += (AnnotatedStringInterface, AttributeGuard, IOCache, Rule, ScriptProcessor, _IOFile)
OWNERS = {owner.__name__: owner for owner in CLASSES}


@pytest.mark.parametrize("name", TESTED)
def test_the_installed_snakemake_is_the_tested_one(name, capsys):
    """Where this fails: read what changed, try the replacement, and write down the new hash and version."""
    owner, _, function = name.partition(".")
    assert is_as_tested(OWNERS[owner], function), capsys.readouterr().err


def test_a_changed_or_missing_function_is_left_alone_and_told(monkeypatch, capsys):
    monkeypatch.setitem(private_functions.TESTED, "DAG.validate_group", "0" * 16)
    monkeypatch.setitem(private_functions.TESTED, "DAG._no_such", "0" * 16)
    assert not is_as_tested(DAG, "validate_group")
    assert "another DAG.validate_group than 9.27.1" in capsys.readouterr().err
    assert not is_as_tested(DAG, "_no_such")


def test_where_a_right_result_depends_on_it_another_function_stops_the_study(monkeypatch):
    monkeypatch.setitem(private_functions.TESTED, "DAG.update_needrun", "0" * 16)
    with pytest.raises(StudyError, match=r"pip install snakemake==9\.27\.1"):
        must_be_as_tested(DAG, "update_needrun")
