"""What every job cost: those of cases by their seals, others by the files Snakemake writes for `benchmark:`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from segstudy.report.inputs import BENCHMARK_COLUMNS
from segstudy.running.seals import Seals


def read_benchmarks(results: str | os.PathLike[str]) -> pd.DataFrame:
    """One row a job: rule, job, seconds, memory_mb (peak resident), cpu_seconds; NaN where not measured.

    The rule is the first part of a job's name, or of the path of its file below `benchmarks/`, the job the rest.

    Args:
        results: The study's folder.
    """
    sealed = [(*_named(used.job), *used[1:]) for used in Seals(results).used()]
    known = {row[:2] for row in sealed}
    # of a case, only where it was made before seals said what a job used
    rows = [row for row in _measured(Path(results, "benchmarks")) if row[:2] not in known]
    return pd.DataFrame(sorted([*rows, *sealed], key=lambda row: row[:2]), columns=BENCHMARK_COLUMNS)


def _measured(root: Path) -> Iterator[tuple[str, str, float, float, float]]:
    """What Snakemake measured.

    Very short jobs are not sampled: it writes `-` or `NA` for their memory. A file that a killed job left unfinished is
    passed over.
    """
    for path in root.glob("**/*.tsv"):
        try:
            table = pd.read_csv(path, sep="\t")
        except (pd.errors.ParserError, pd.errors.EmptyDataError):
            continue
        if "s" in table.columns:
            numbers = table.reindex(columns=["s", "max_rss", "cpu_time"]).apply(pd.to_numeric, errors="coerce")
            name = _named(path.relative_to(root).with_suffix("").as_posix())
            yield from ((*name, *values) for values in numbers.itertuples(index=False))


def _named(job: str) -> tuple[str, str]:
    rule, _, rest = job.partition("/")
    return rule, rest
