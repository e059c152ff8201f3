"""What a study makes again, decided by its seals alone.

Snakemake compares time stamps, and its own records of parameters where it has them. Here a file is right where its
seal says that it was made from what it would be made from now: the same parameters, the code among them, and the same
content of its inputs. So a study is right with or without `.snakemake`, copied, moved, or with a scan replaced by an
older one. Snakemake still makes what is missing and wanted, and what follows from what is made again.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from segstudy.running.private_functions import must_be_as_tested
from segstudy.running.seals import Seals

# What a job that is to run again is told as its reason.
CHANGED = "made from other settings, code or inputs than these"
NEWER = "an input is newer"
DECISIONS = "decisions_of_seals"


class Decisions:
    """Which jobs of one graph have made what they would make now.

    Args:
        seals: Of the study.
    """

    def __init__(self, seals: Seals):
        self.seals = seals
        self._folder = f"{seals.results}/"
        self._known: dict[Any, bool] = {}
        self._stands: dict[Any, bool] = {}

    def is_own(self, job: Any) -> bool:
        """Whether a job is the study's, and not of a workflow that imports it as a module."""
        return any(str(file).startswith(self._folder) for file in job.output)

    def is_right(self, job: Any) -> bool:
        """Whether what a job has made is right, there or lost; of a mark, whether all is that it marks.

        Args:
            job: Snakemake's.
        """
        if not self.is_own(job):
            return True
        if job not in self._known:
            files = [file for file in job.output if not self.seals.is_mark(file)]
            if files:
                self._known[job] = self._are_right(job, files)
            else:
                self._known[job] = all(self.is_right(before) for before in _before(job))
        return self._known[job]

    def stands(self, job: Any) -> bool:
        """Whether what a job has made is right, and so is all that it was made from, and what that was made from."""
        if job not in self._stands:
            self._stands[job] = self.is_right(job) and all(self.stands(before) for before in _before(job))
        return self._stands[job]

    def _are_right(self, job: Any, files: list[Any]) -> bool:
        seals = [self.seals.of(file) for file in files]
        if not all(seals):
            return False
        made = self._made(job)
        return all(
            seal and seal.made == made and self.seals.content(file, seal) in (None, seal.content)
            for file, seal in zip(files, seals, strict=True)
        )

    def _made(self, job: Any) -> str | None:
        """What a job's files would be made from now; None where that is not known before others have run."""
        before = job.dag.dependencies[job].items()
        produced = {file for other, files in before if self.is_own(other) for file in files}
        contents = {}
        for file in job.input:
            if self.seals.is_mark(file):
                continue
            content = self._sealed(file) if file in produced else self.seals.source(file)
            if content is None:
                return None
            contents[file] = content
        return self.seals.made(dict(job.params.items()), contents.items())

    def _sealed(self, file: str) -> str | None:
        seal = self.seals.of(file)
        return seal.content if seal else None


def _before(job: Any) -> list[Any]:
    """The jobs that a job waits for and is made again with."""
    return [before for before, files in job.dag.dependencies[job].items() if not all(f.is_ancient for f in files)]


def _is_older(job: Any) -> bool:
    """Whether what a job of another workflow has made is older than what it was made from."""
    made = [Path(file).stat().st_mtime_ns for file in job.output if Path(file).exists()]
    used = [Path(file).stat().st_mtime_ns for file in job.input if Path(file).exists() and not file.is_ancient]
    return bool(made) and max(used, default=0) > min(made)


def standing_files(workflow: Any, results: str) -> list[str]:
    """What of a study's files is right by now, back to its data.

    Args:
        workflow: Snakemake's, with its graph.
        results: The study's folder.
    """
    decisions = Decisions(Seals(results))
    return [str(file) for job in workflow.dag.jobs if decisions.stands(job) for file in job.output]


def decide_by_seals(workflow: Any, results: str) -> Seals:
    """Let a workflow decide by seals what to run again, whatever triggers it is started with.

    Args:
        workflow: Snakemake's.
        results: The study's folder.

    Returns:
        The seals.

    Raises:
        StudyError: This Snakemake decides in another way than the one it was tested with.
    """
    from snakemake.persistence import PersistenceBase
    from snakemake.workflow import Workflow

    seals = Seals(results)
    setattr(workflow, DECISIONS, Decisions(seals))
    if DECISIONS not in vars(PersistenceBase):
        _replace(PersistenceBase, Workflow)
        setattr(PersistenceBase, DECISIONS, True)
    return seals


def _replace(persistence: Any, workflow: Any) -> None:
    from snakemake.dag import DAG
    from snakemake.jobs import Job
    from snakemake.persistence import ParamsChange
    from snakemake.settings.types import RerunTrigger

    async def no_time(_: Any) -> None:
        """No input is newer than nothing."""

    def params_changed(self: Any, job: Any, file: Any = None) -> Any:
        decisions = getattr(self.dag.workflow, DECISIONS)
        if not job.output:
            return ParamsChange()
        if not decisions.is_own(job):
            return ParamsChange(only_new={NEWER}, files=set(job.output)) if _is_older(job) else ParamsChange()
        if decisions.is_right(job):
            return ParamsChange()
        return ParamsChange(only_new={CHANGED}, files=set(job.output))

    def log_provenance_info(self: Any) -> None:
        """Nothing: what Snakemake advises here would keep old numbers."""

    replaced: list[tuple[Any, str, Callable[..., Any] | property]] = [
        (Job, "output_mintime", property(no_time)),
        (persistence, "has_metadata", lambda self, job: True),
        (persistence, "has_outdated_metadata", lambda self, job: False),
        (persistence, "params_changed", params_changed),
        (workflow, "log_provenance_info", log_provenance_info),
        (workflow, "rerun_triggers", property(lambda self: {RerunTrigger.PARAMS})),
    ]
    must_be_as_tested(DAG, "update_needrun")
    for owner, name, _ in replaced:
        must_be_as_tested(owner, name)
    for owner, name, function in replaced:
        setattr(owner, name, function)


def keep(*steps: Callable[[], None]) -> None:
    """Carry out what only keeps a study's records short; where it cannot be written, jobs will say so."""
    with suppress(OSError):
        for step in steps:
            step()
