"""Private functions of Snakemake that the project replaces, each only in the form it was tested with."""

import hashlib
import inspect
import sys
from importlib.metadata import version

from segstudy.running.errors import StudyError

TESTED_VERSION = "9.27.1"
# By name, the first digits of the SHA-256 of its source in that version.
TESTED = {
    "AnnotatedStringInterface.is_flagged": "b11e21b054638d9f",
    "AttributeGuard.__init__": "737c90384074d94b",
    "DAG._check_groups": "487372ec85720768",
    "DAG._ready": "585d5ef7e3c3b3f5",
    "DAG.bfs": "2d13cc30253051ea",
    "DAG.cache_job": "deb656928df77e2d",
    "DAG.check_directory_outputs": "d5a17c047b46b717",
    "DAG.file2jobs": "e146bc88c6f7a6ab",
    "DAG.replace_job": "ec9f1f7a44cdc86e",
    "DAG.update": "67f5338497ea3b0e",
    "DAG.update_": "904dae8bd08fef0f",
    "DAG.update_groups": "d49fd0a42f844134",
    "DAG.update_needrun": "2cc7fc0714165cf3",
    "DAG.update_ready": "1d3a023d4b85a70c",
    "DAG.validate_group": "e404f19f3d8f9fdf",
    "GroupJob.log_info": "aeb4b400a52e0823",
    "IOCache.mtime_inventory": "f84eb3b301e93042",
    "Job.__init__": "99534a6b5c87de0b",
    "Job.cleanup": "3dae832da305d474",
    "Job.conda_env_spec": "4a98328beadaf1b9",
    "Job.is_valid": "74609fe120193ef6",
    "Job.log_info": "f24bb879faed0cea",
    "Job.message": "aff46fc0861a3313",
    "Job.missing_output": "1a98e312dbe432d9",
    "Job.output_mintime": "b7b45c26508fd80f",
    "JobScheduler.job_selector": "11a654075403acf2",
    "JobScheduler.open_jobs": "f479d4a6e88966fc",
    "JobScheduler.remaining_jobs": "909082fdffda8e9a",
    "JobScheduler._schedule_reevalutation": "bb09f100ea5766bb",
    "PersistenceBase.has_metadata": "4aab50f9421dedeb",
    "PersistenceBase.has_outdated_metadata": "eea761814d77adda",
    "PersistenceBase.lock": "a0dd9daec26ea14b",
    "PersistenceBase.params_changed": "7f12dc9015f5a4b8",
    "PersistenceBase.save_iocache": "67533a3f9bf0e166",
    "PythonScript.execute_script": "f8f5d2f25a6908fe",
    "Reason.__bool__": "4ada2bfa1a0cca0f",
    "Reason.clear": "4123aae2878e582e",
    "Rule.apply_input_function": "35b5ffd25cb28c5f",
    "Rule.expand_input": "703f7584ed8aeadd",
    "Rule.expand_resources": "bd3666354ad24393",
    "Rule.get_wildcards": "ef7d9ea9302734d6",
    "ScriptProcessor.process_job": "168fffa9284a4cdf",
    "Workflow.is_local": "6d6237215114eb6c",
    "Workflow.log_provenance_info": "15e7197c8f460dc0",
    "Workflow.rerun_triggers": "9fbde1c04650248e",
    "_IOFile.apply_wildcards": "3a8880e1be2a7bd2",
    "_IOFile.clone_flags": "b3c7314a62abb22d",
    "_IOFile.is_storage": "430c5832e179e786",
}


def is_as_tested(owner: type, name: str) -> bool:
    """Whether a function of a class of Snakemake's may be replaced; says on standard error where it may not.

    Snakemake then does what it does by itself, which is right, and slower with many patients.
    """
    if _is_as_tested(owner, name):
        return True
    sys.stderr.write(
        f"Snakemake {version('snakemake')} has another {owner.__name__}.{name} than {TESTED_VERSION}, with which this "
        "project was tested: it is left as it is, and many patients take longer\n"
    )
    return False


def must_be_as_tested(owner: type, name: str) -> None:
    """Stop where a function that a right result depends on is another.

    Raises:
        StudyError: It is.
    """
    if not _is_as_tested(owner, name):
        raise StudyError(
            f"Snakemake {version('snakemake')} decides otherwise what to run again than {TESTED_VERSION}, with which "
            f"this project was tested ({owner.__name__}.{name}): pip install snakemake=={TESTED_VERSION}"
        )


def _is_as_tested(owner: type, name: str) -> bool:
    function = getattr(owner, name, None)
    function = function.fget if isinstance(function, property) else function
    source = inspect.getsource(function) if function else ""
    return hashlib.sha256(source.encode()).hexdigest()[:16] == TESTED[f"{owner.__name__}.{name}"]
