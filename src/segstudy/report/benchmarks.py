"""What every job cost: by its seals, and by the files that Snakemake writes for `benchmark:`."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from segstudy.report.inputs import BENCHMARK_COLUMNS
from segstudy.running.seals import Seals


def read_benchmarks(results: str | os.PathLike[str]) -> pd.DataFrame:
    """One row a job: rule, job, seconds, memory_mb (peak resident), cpu_seconds; NaN where not measured.

    The rule is the first part of a job's name, or of the path of its file below `benchmarks/`, the job the rest.

    Args:
        results: The study's folder.
    """
    rows = {row[:2]: row for row in _measured(Path(results, "benchmarks"))}
    for used in Seals(results).used():
        name = _named(used.job)
        # Snakemake looks at a job now and then, the last time long before its end, and at its children, too
        most = np.fmax(used.memory_mb, rows[name][3]) if name in rows else used.memory_mb
        rows[name] = (*name, used.seconds, float(most), used.cpu_seconds)
    return pd.DataFrame(sorted(rows.values(), key=lambda row: row[:2]), columns=BENCHMARK_COLUMNS)


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
