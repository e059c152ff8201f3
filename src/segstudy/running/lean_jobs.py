"""What Snakemake keeps of each job of a plan, kept once where it is the same, and not at all where it is asked anew.

A job of a study took 14 KB, 3 GB for ten thousand patients: files of the graph stood in two sets for each pair of
jobs, names and their values in lists and dictionaries of each job's own, and the paths of logs and benchmarks in the
graph, which no rule reads. Each function that is replaced does what it did, as the tests show with the whole of a plan.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from segstudy.running.few_files import FewFiles
from segstudy.running.private_functions import is_as_tested


def keep_little_of_each_job(files_share: bool) -> None:
    """Let Snakemake keep less of each job; called once, before jobs are made.

    Args:
        files_share: Whether files of several jobs may be one object: nothing is written to them.
    """
    import snakemake.dag
    import snakemake.jobs
    import snakemake.rules
    from snakemake.dag import DAG
    from snakemake.io import IOCache, _IOFile
    from snakemake.iocontainers import AttributeGuard, Namedlist
    from snakemake.jobs import Job, Reason
    from snakemake.persistence import PersistenceBase
    from snakemake.rules import Rule
    from snakemake_interface_common.io import AnnotatedStringInterface

    if is_as_tested(DAG, "update_") and is_as_tested(DAG, "replace_job"):
        DAG.update_ = _with_one_set(DAG.update_)
    if is_as_tested(DAG, "cache_job") and is_as_tested(Job, "is_valid"):
        DAG.cache_job = _cache_outputs
    if is_as_tested(DAG, "check_directory_outputs"):
        DAG.check_directory_outputs = _by_names(DAG.check_directory_outputs)
    if is_as_tested(Job, "__init__"):
        Namedlist._allowed_overrides = _ALLOWED
        for name in _ALLOWED:
            setattr(Namedlist, name, AttributeGuard(name))
        Job.__init__ = _with_shared_parts(Job.__init__)
    if is_as_tested(Reason, "clear") and is_as_tested(Reason, "__bool__"):
        for name in ("updated_input", "updated_input_run", "missing_output"):
            setattr(Reason, name, property(_few_files(f"_{name}")))
    if is_as_tested(Job, "missing_output"):
        Job.missing_output = _missing_output
    if is_as_tested(DAG, "update_groups"):
        DAG.update_groups = _forgetting_parts(DAG.update_groups)
    if is_as_tested(Rule, "apply_input_function"):
        snakemake.rules.Wildcards = snakemake.jobs.Wildcards = _one_each(snakemake.rules.Wildcards)
    if is_as_tested(AnnotatedStringInterface, "is_flagged"):
        for module in (snakemake.dag, snakemake.jobs, snakemake.rules):
            module.is_flagged = _at_once(module.is_flagged, _IOFile)
    if is_as_tested(Rule, "get_wildcards"):
        Rule.get_wildcards = _shared_dictionary(Rule.get_wildcards)
    if is_as_tested(PersistenceBase, "save_iocache"):
        PersistenceBase.save_iocache = lambda records: None
    if is_as_tested(IOCache, "mtime_inventory"):
        IOCache.mtime_inventory = _nothing_ahead
    if is_as_tested(_IOFile, "is_storage"):
        _IOFile.is_storage = property(_is_storage)
    if files_share and is_as_tested(_IOFile, "apply_wildcards"):
        _IOFile.apply_wildcards = _one_a_path(_IOFile.apply_wildcards)
    if is_as_tested(Rule, "expand_input"):
        snakemake.rules.IOFile = _unless_it_is_one(snakemake.rules.IOFile, _IOFile)


def _with_one_set(update: Callable[..., Any]) -> Callable[..., Any]:
    """The files by which one job needs another are one set in both directions, and with all that need the same."""

    async def once(dag: Any, job: Any, **named: Any) -> None:
        if job in dag._dependencies:
            return
        await update(dag, job, **named)
        known = vars(dag).setdefault("files_between_jobs", {})
        needed = dag._dependencies.get(job, {})
        for other, files in needed.items():
            key = next(iter(files)) if len(files) == 1 else frozenset(files)
            if key not in known:
                known[key] = FewFiles(files)
            needed[other] = dag.depending[other][job] = known[key]

    return once


def _cache_outputs(dag: Any, job: Any) -> None:
    """A job is found by what it makes: no rule takes a log or a benchmark."""
    for file in job.output:
        dag.job_cache[(job.rule, file)] = job


def _by_names(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Whether an output lies inside another is asked of its folders; where one does, Snakemake words it."""

    def look(dag: Any) -> None:
        outputs = {str(file) for job in dag.jobs for file in job.output}
        if any(file.startswith(".") or "/." in file or "//" in file for file in outputs):
            check(dag)
            return
        here = Path.cwd()
        outputs = {file if file.startswith("/") else f"{here}/{file}" for file in outputs}
        above, folders = set(), {file.rpartition("/")[0] for file in outputs}
        while folders:
            above |= folders
            folders = {folder.rpartition("/")[0] for folder in folders} - above
        if above & outputs:
            check(dag)

    return look


# Names that lists of Snakemake's let a rule give away.
_ALLOWED = ["index", "sort"]
# Sets of a job that are filled as it is made, if at all.
_SETS = ("temp_output", "protected_output", "touch_output", "pipe_or_service_output", "_queue_input")
_EMPTY: frozenset[Any] = frozenset()
_NONE: Mapping[Any, Any] = MappingProxyType({})


def _with_shared_parts(made: Callable[..., None]) -> Callable[..., None]:
    """Jobs with the same wildcards share them, all an empty set; what lists have in common, their class has."""

    def make(job: Any, *arguments: Any, **named: Any) -> None:
        made(job, *arguments, **named)
        job.dependencies = job.dependencies or _NONE
        for name in _SETS:
            if not getattr(job, name):
                setattr(job, name, _EMPTY)
        for files in (job.input, job.output):
            _keep_little(files)

    return make


# What lists have in common, by the names that they give.
_names: dict[Any, dict[str, Any]] = {}
_nameless: dict[str, Any] = {"_names": {}}


def _keep_little(files: Any) -> None:
    """Of a list of Snakemake's, only what it does not share with others."""
    from snakemake.iocontainers import AttributeGuard, Namedlist

    left = {name: value for name, value in vars(files).items() if type(value) is not AttributeGuard}
    left.pop("_allowed_overrides", None)
    for value in left.values():
        if isinstance(value, Namedlist):
            _keep_little(value)
    left["_names"] = _names.setdefault(tuple(left["_names"].items()), left["_names"])
    # every name is an attribute besides
    files.__dict__ = left if len(left) > 1 else _nameless


def _few_files(kept: str) -> Callable[[Any], FewFiles]:
    """Of why a job runs, the files that its slot `kept` holds; hardly any where there are none."""

    def files(reason: Any) -> FewFiles:
        found = getattr(reason, kept)
        if found is None:
            found = FewFiles()
            setattr(reason, kept, found)
        return found

    return files


async def _missing_output(job: Any, requested: Any) -> Any:
    """The requested files that are not there, or are made for each job that reads them."""
    from snakemake.jobs import is_flagged

    for file in requested:
        for own in job.output:
            if own is file or own == file:
                file = own
                break
        if is_flagged(file, "pipe") or is_flagged(file, "service") or not await file.exists():
            yield file


def _forgetting_parts(update_groups: Callable[[Any], None]) -> Callable[[Any], None]:
    """Parts that were joined to groups are not kept."""

    def update(dag: Any) -> None:
        update_groups(dag)
        dag.group_job_factory.cache.clear()

    return update


def _one_each(make: type) -> Callable[..., Any]:
    """Wildcards with the same names and values are one list."""
    known: dict[Any, Any] = {}

    def wildcards(*arguments: Any, **named: Any) -> Any:
        if arguments or named.keys() != {"fromdict"}:
            return make(*arguments, **named)
        key = tuple(named["fromdict"].items())
        if key not in known:
            known[key] = make(fromdict=named["fromdict"])
            _keep_little(known[key])
        return known[key]

    return wildcards


def _shared_dictionary(get_wildcards: Callable[..., Any]) -> Callable[..., Any]:
    """Jobs with the same wildcards have one dictionary of them, which none of them changes."""
    known: dict[Any, Any] = {}

    def get(*arguments: Any, **named: Any) -> Any:
        own = get_wildcards(*arguments, **named)
        return known.setdefault(tuple(own.items()), own)

    return get


def _at_once(is_flagged: Callable[[Any, str], bool], kind: Any) -> Callable[[Any, str], bool]:
    """Most files have no flags."""

    def flagged(value: Any, flag: str) -> bool:
        return not (type(value) is kind and type(value._file) is str) and is_flagged(value, flag)

    return flagged


async def _nothing_ahead(cache: Any, jobs: Any, n_workers: int = 8) -> None:
    """Times of files are looked up when they are asked for: seals decide what runs, and no time."""


def _is_storage(file: Any) -> bool:
    return "storage_object" in (getattr(file._file, "flags", None) or ())


def _one_a_path(apply_wildcards: Callable[..., Any]) -> Callable[..., Any]:
    """A path without flags is one file of the graph, whoever makes or takes it."""

    def apply(file: Any, wildcards: Any) -> Any:
        known = vars(file.rule.workflow).setdefault("files_of_graph", {})
        if type(file._file) is str and "{" not in file._file:
            return known.setdefault(file._file, file)
        file = apply_wildcards(file, wildcards)
        # who takes a file is asked before who makes it, and what nobody takes, such as a log, is not kept
        return known.get(file._file, file) if type(file._file) is str else file

    return apply


def _unless_it_is_one(make: Callable[..., Any], kind: Any) -> Callable[..., Any]:
    """A file that was looked through for what to change in its path, and was not changed, is not wrapped again."""

    def file_of(file: Any, rule: Any = None) -> Any:
        return file if type(file) is kind and not file._is_callable else make(file, rule=rule)

    return file_of
