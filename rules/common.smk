"""The study's plan, and what several rules have in common."""

import os
import sys
from functools import cache, partial
from pathlib import Path

from snakemake_interface_executor_plugins.settings import ExecMode

from segstudy.plan.checked import checked_plan, plan_of_job
from segstudy.plan.handing_over import hand_over, take_back
from segstudy.plan.inputs.cases import USABLE, data_records, label, scan
from segstudy.plan.resources import memory, minutes
from segstudy.plan.specs.report import unfinished_spec
from segstudy.plan.stages import LEFT, STAGES
from segstudy.plan.wildcards import one_of
from segstudy.report.after_failure import after_failure
from segstudy.running.alone import run_alone
from segstudy.running.arrays import check_no_arrays
from segstudy.running.errors import StudyError
from segstudy.running.group_errors import say_why_groups_fail
from segstudy.running.groups import check_groups_in_one_pass
from segstudy.running.groups_in_place import run_groups_in_place
from segstudy.running.interpreter import check_interpreter
from segstudy.running.kept import keep_what_is_sealed
from segstudy.running.known_fingerprints import known_fingerprint
from segstudy.running.owner import check_owner, record_owner
from segstudy.running.per_rule import collect_rarely, plan_once_a_rule
from segstudy.running.rerun import decide_by_seals, keep, standing_files
from segstudy.running.rule_files import files_to_read
from segstudy.running.scheduling import choose_among_few, look_again_only_at_the_limit
from segstudy.running.silent_logs import remove_silent_logs
from segstudy.running.warm.jobs import start_jobs_warm


# Asked for with `--software-deployment-method apptainer` alone.
container: os.environ.get("SEGSTUDY_CONTAINER")


collect_rarely()
check_groups_in_one_pass()
look_again_only_at_the_limit()
choose_among_few()
start_jobs_warm(workflow)
run_groups_in_place(workflow)
say_why_groups_fail()

# Of this project, also where another Snakefile imports it as a module, whose folder is another.
project = Path(workflow.current_basedir).parent
imported = not workflow.modifier.is_main_snakefile()

# As a module the study is what its importer hands over.
own_files = [] if imported else ["config.yaml"]
study_files = workflow.overwrite_configfiles or own_files
whose = study_files[0] if study_files else workflow.main_snakefile

# Started by another Snakemake to run a job, and not by a person.
in_job = workflow.exec_mode != ExecMode.DEFAULT

try:
    check_interpreter()
    plan = (plan_of_job if in_job else checked_plan)(config, study_files)
    check_owner(plan.results, whose, plan.settings.data.spec())
    seals = decide_by_seals(workflow, plan.results)
    keep_what_is_sealed(plan.results)
    run_alone(plan.results)
except StudyError as error:
    # For the person who wrote the configuration: the message alone.
    sys.exit(f"{error}")

results = plan.path
# The `.dvc` files that record the data; none of data that are not under DVC.
versioned = data_records(plan)
record_study = partial(record_owner, plan.results, whose, plan.settings.data.spec())

tell_failure = partial(
    after_failure,
    results=plan.results,
    spec=partial(unfinished_spec, plan),
    standing=partial(standing_files, workflow, plan.results),
)


def hand_over_cases():
    """Tell jobs on other machines which cases there are, so that they need not look for them."""
    if workflow.non_local_exec:
        hand_over(plan, config)


def say_offer():
    """Name a file that the study could use, where it starts."""
    if plan.offer:
        print(plan.offer, file=sys.stderr)


wildcard_constraints:
    case="[^/]+",
    preparation="[^/]+",
    augmentation="[^/]+",
    training="[^/]+",
    fold=r"\d+",
    run=one_of(plan.runs),
    part=one_of(plan.search_parts),
    trial=r"\d+",


@cache
def code(script, *modules, describes=False):
    """Fingerprint of a script and the package modules it uses; a parameter of the rule that runs it."""
    path = f"{project}/workflow/scripts/{script}"
    return known_fingerprint(path, *modules, describes=describes)


def once_usable(pattern):
    """The mark that no case is bad, for as long as `pattern`, a path inside the study's folder, is not there.

    What is there already does not wait for the mark: where an ancient input is about to be made again,
    Snakemake overlooks every other reason to run a job, such as a changed parameter.
    """

    def mark(wildcards):
        made = Path(results(pattern.format(**wildcards)))
        return [] if made.exists() else ancient(results(USABLE))

    return mark
