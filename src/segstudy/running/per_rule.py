"""What Snakemake works out for each job of a plan and is the same for all jobs of a rule, worked out once a rule.

Three quarters of the time that a plan took went into asking functions for their parameters again and again, evaluating
texts of a profile, looking for the one script of a rule, naming an environment that nobody asked for, wording what is
not shown, and searches through all that another search had found already, which made the time grow with the square of
the patients. Each function that is replaced does what it did, as the tests show with the whole of a plan.
"""

import ast
import gc
import inspect
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from string import Formatter
from typing import Any

from segstudy.running.lean_jobs import keep_little_of_each_job
from segstudy.running.private_functions import is_as_tested

# What a class is marked with whose functions are replaced already.
REPLACED = "plans_once_a_rule"
# What an expression of a profile may name that is another in another job.
PER_JOB = {"wildcards", "input", "attempt", "threads", "async_run"}


def plan_once_a_rule(workflow: Any) -> None:
    """Let Snakemake plan many jobs in less time; called once all rules are read.

    Args:
        workflow: Snakemake's.
    """
    from snakemake.dag import DAG, ScriptProcessor
    from snakemake.io import _IOFile
    from snakemake.iocontainers import AttributeGuard
    from snakemake.jobs import GroupJob, Job
    from snakemake.rules import Rule

    for rule in workflow.rules:
        _tell_parameters(rule)
        _evaluate_constants(rule)
    if REPLACED in vars(DAG):
        return
    setattr(DAG, REPLACED, True)
    if is_as_tested(DAG, "update_needrun") and is_as_tested(DAG, "bfs"):
        DAG.update_needrun = _looking_on(DAG.update_needrun)
    if is_as_tested(ScriptProcessor, "process_job"):
        ScriptProcessor.process_job = _once_a_script(ScriptProcessor.process_job)
    if is_as_tested(Job, "conda_env_spec"):
        Job.conda_env_spec = property(_only_with_conda(Job.conda_env_spec.fget))
    if is_as_tested(Job, "message"):
        Job.message = property(_by_wildcards(Job.message.fget))
    if is_as_tested(DAG, "update") and is_as_tested(DAG, "update_"):
        DAG.update = _once_a_job(DAG.update)
    if is_as_tested(DAG, "file2jobs") and is_as_tested(DAG, "cache_job"):
        DAG.file2jobs = _once_a_file(DAG.file2jobs)
    if is_as_tested(Rule, "expand_resources"):
        Rule.expand_resources = _shared(Rule.expand_resources)
    if is_as_tested(DAG, "update_ready") and is_as_tested(DAG, "_ready"):
        DAG.update_ready = _asking_each_group_once(DAG.update_ready)
    if all(is_as_tested(each, "log_info") for each in (Job, GroupJob)):
        Job.log_info, GroupJob.log_info = map(_if_shown, (Job.log_info, GroupJob.log_info))
    # what a function is flagged with, Snakemake writes into its files after it has cloned their flags
    # (of a study that is a module, others' rules are yet to come)
    flagged = not workflow.modifier.is_main_snakefile() or any(
        _flags(each) - {"unpack"} for rule in workflow.rules for each in rule.input
    )
    if not flagged and is_as_tested(_IOFile, "clone_flags"):
        _IOFile.clone_flags = _only_flags(_IOFile.clone_flags)
    keep_little_of_each_job(files_share=not flagged)
    if is_as_tested(AttributeGuard, "__init__"):
        AttributeGuard.__new__ = _one_a_name


def collect_rarely() -> None:
    """Let Python look for objects that hold each other less often: a plan makes millions, and nearly all stay.

    Each look walks over all that was made since long; together they took a quarter of a plan.
    """
    if not gc.get_freeze_count():
        gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _tell_parameters(rule: Any) -> None:
    """Write down which parameters the functions of a rule take, where Snakemake looks for it first."""
    from snakemake.common import FUNC_OVERWRITE_PARAMS_ATTR
    from snakemake.resources import Resource

    resources = [each._evaluator for each in rule.resources.values() if each.is_evaluable()]
    for function in (*rule.input, *rule.params, *rule.output, *rule.log, *resources, Resource.evaluate):
        function = _unwrapped(function)
        if inspect.isfunction(function) and not hasattr(function, FUNC_OVERWRITE_PARAMS_ATTR):
            setattr(function, FUNC_OVERWRITE_PARAMS_ATTR, inspect.signature(function).parameters)


def _evaluate_constants(rule: Any) -> None:
    """What a profile says as text and is the same for all jobs, such as an account."""
    from snakemake.resources import Resource

    for resource in list(rule.resources.values()):
        # of a job elsewhere, the folder for temporary files is found out there
        if resource.is_evaluable() and not _varies(resource) and resource.name != "tmpdir":
            value = Resource.cli_evaluator(
                resource.name, resource.raw, wildcards=None, input=[], attempt=1, async_run=None
            )
            rule.resources[resource.name] = Resource(resource.name, value)


def _varies(resource: Any) -> bool:
    """Whether a resource may be another for each job of a rule."""
    return resource.is_evaluable() and not (isinstance(resource.raw, str) and _is_constant(resource.raw))


@cache
def _is_constant(expression: str) -> bool:
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:  # text, which Snakemake takes as it is
        return True
    return PER_JOB.isdisjoint(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _looking_on(update_needrun: Callable[..., Any]) -> Callable[..., Any]:
    """With a search that does not look again at what an earlier search of the same update has found."""

    async def update(dag: Any, *arguments: Any, **named: Any) -> None:
        found: set[Any] = set()

        def search(direction: Any, *jobs: Any) -> Iterator[Any]:
            queue = deque(job for job in jobs if job not in found)
            found.update(queue)
            while queue:
                job = queue.popleft()
                yield job
                new = [each for each in direction[job] if each not in found]
                found.update(new)
                queue.extend(new)

        dag.bfs = search
        try:
            await update_needrun(dag, *arguments, **named)
        finally:
            del dag.bfs

    return update


def _once_a_job(update: Callable[..., Any]) -> Callable[..., Any]:
    """What a job needs is looked for when it is first asked for, not for each of its files and each that reads one."""

    async def look(dag: Any, jobs: Any, file: Any = None, visited: Any = None, **named: Any) -> Any:
        if len(jobs) == 1:
            (job,) = jobs
            if job in dag._dependencies and not (visited and job in visited):
                return job
        return await update(dag, jobs, file=file, visited=visited, **named)

    return look


def _once_a_file(file2jobs: Callable[..., Any]) -> Callable[..., Any]:
    """The jobs that could make a file, remembered as long as Snakemake remembers jobs."""

    async def jobs(dag: Any, targetfile: Any, wildcards_dict: Any = None) -> Any:
        key = (None, str(targetfile))
        if key not in dag.job_cache:
            dag.job_cache[key] = await file2jobs(dag, targetfile, wildcards_dict=wildcards_dict)
        return list(dag.job_cache[key])

    return jobs


def _shared(expand_resources: Callable[..., Any]) -> Callable[..., Any]:
    """Jobs of a rule that ask for the same share one list of it."""

    def expand(rule: Any, wildcards: Any, input: Any, attempt: int, skip_evaluation: Any = None) -> Any:
        from snakemake.iocontainers import Wildcards

        def ask() -> Any:
            return expand_resources(rule, wildcards, input, attempt, skip_evaluation=skip_evaluation)

        skipped = frozenset(skip_evaluation or ())
        varying = [each for each in rule.resources.values() if _varies(each) and each.name not in skipped]
        names = Wildcards(fromdict=wildcards)
        try:
            values = [each.evaluate(names, input=input, attempt=attempt).value for each in varying]
        except Exception:
            return ask()
        known = vars(rule).setdefault("resources_asked_for", {})
        key = (attempt, skipped, *values)
        if key not in known:
            known[key] = ask()
        return known[key]

    return expand


def _asking_each_group_once(update_ready: Callable[..., bool]) -> Callable[..., bool]:
    """A group is ready for all of its jobs, or for none."""

    def update(dag: Any, jobs: Any = None) -> bool:
        ready, known = dag._ready, {}

        def is_ready(job: Any) -> bool:
            group = dag._group.get(job)
            if group is None:
                return bool(ready(job))
            if id(group) not in known:
                known[id(group)] = ready(job)
            return bool(known[id(group)])

        dag._ready = is_ready
        try:
            return update_ready(dag, jobs)
        finally:
            del dag._ready

    return update


def _if_shown(log_info: Callable[..., None]) -> Callable[..., None]:
    """A text about a job is worded only where it is shown."""

    def log(job: Any, *arguments: Any, **named: Any) -> None:
        from snakemake.settings.enums import Quietness

        if Quietness.RULES not in (job.dag.workflow.output_settings.quiet or ()):
            log_info(job, *arguments, **named)

    return log


def _flags(function: Any) -> set[str]:
    """What an input function is flagged with."""
    return set(getattr(function, "flags", ())) if inspect.isfunction(_unwrapped(function)) else set()


def _unwrapped(item: Any) -> Any:
    """The function of a rule's item, or what else it is."""
    item = getattr(item, "_file", item)
    return getattr(item, "callable", None) or item


def _only_flags(clone_flags: Callable[..., None]) -> Callable[..., None]:
    """A file without flags needs no place for them: a fifth of what a job takes."""

    def clone(file: Any, other: Any, skip_storage_object: bool = False) -> None:
        if other.flags or file.flags:
            clone_flags(file, other, skip_storage_object=skip_storage_object)

    return clone


def _once_a_script(process_job: Callable[..., None]) -> Callable[..., None]:

    def process(processor: Any, job: Any) -> None:
        name = getattr(job.rule, processor.script_type)
        if not name or "{" in str(name):
            process_job(processor, job)
        elif not getattr(job.rule, "script_is_there", False):
            process_job(processor, job)
            job.rule.script_is_there = True

    return process


def _only_with_conda(spec: Callable[[Any], Any]) -> Callable[[Any], Any]:
    from snakemake.settings.types import DeploymentMethod

    def conda_env_spec(job: Any) -> Any:
        return spec(job) if DeploymentMethod.CONDA in job.dag.workflow.deployment_settings.deployment_method else None

    return conda_env_spec


def _by_wildcards(message: Callable[[Any], Any]) -> Callable[[Any], Any]:
    @cache
    def names(template: str) -> set[str]:
        return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(template) if name is not None}

    def text(job: Any) -> Any:
        template = job.rule.message
        if template and names(template) <= {"wildcards"}:
            return template.format(wildcards=job._format_wildcards)
        return message(job)

    return text


_GUARDS: dict[str, Any] = {}


def _one_a_name(guard: Any, name: str = "") -> Any:
    """The one guard of a name: it holds nothing else."""
    if name not in _GUARDS:
        _GUARDS[name] = object.__new__(guard)
    return _GUARDS[name]
