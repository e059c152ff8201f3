"""Plans one study after the other in one process: a start of Snakemake takes longer than most plans.

Reads lines of JSON (folder, snakefile, study: its file's text, targets, until, edits: content by file of the package)
and writes for each the files that would be made.
"""

import contextlib
import io
import json
import logging
import os
import sys
from pathlib import Path

import snakemake.api as api
from snakemake.settings import types as settings

from segstudy.running import fingerprints, known_fingerprints

# Files are edited in this process alone, where their size and times tell nothing.
known_fingerprints.KEPT = Path(os.devnull) / "none"
READ = fingerprints._content


def planned(cell: dict) -> list[str]:
    """The files that a run would make."""
    os.chdir(cell["folder"])
    Path("study.yaml").write_text(cell["study"], encoding="utf-8")
    edit(cell.get("edits", {}))
    files: list[str] = []
    with api.SnakemakeApi(settings.OutputSettings(quiet={settings.Quietness.ALL})) as snakemake:
        workflow = snakemake.workflow(
            resource_settings=settings.ResourceSettings(cores=1),
            config_settings=settings.ConfigSettings(configfiles=[Path("study.yaml")]),
            snakefile=Path(cell["snakefile"]),
            workdir=Path(cell["folder"]),
        )
        graph = workflow.dag(
            dag_settings=settings.DAGSettings(
                targets=cell.get("targets", []), until=frozenset(cell.get("until", [])), force_incomplete=True
            )
        )
        graph.execute_workflow(executor="dryrun", updated_files=files)
    return sorted(set(files))


def edit(edits: dict[str, str]) -> None:
    """Let fingerprints be taken with some files of the package edited; what was read of the others stays known."""
    by_file = {fingerprints.PACKAGE / name: text.encode() for name, text in edits.items()}
    if by_file or fingerprints._content is not READ:
        for known in (fingerprints._behavior, fingerprints._imports):
            known.cache_clear()
        fingerprints._content = (lambda path: by_file.get(path) or READ(path)) if by_file else READ


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                made = planned(json.loads(line))
        except BaseException as error:
            made = [f"{type(error).__name__}: {error}"]
        sys.stdout.write(json.dumps(made) + "\n")
