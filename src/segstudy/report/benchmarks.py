"""What every job cost, from the files Snakemake writes for `benchmark:`."""

import os
from pathlib import Path

import pandas as pd

from segstudy.report.inputs import BENCHMARK_COLUMNS


def read_benchmarks(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """One row a job: rule, job, seconds, memory_mb (peak resident), cpu_seconds; NaN where not measured.

    The rule is the first part of the path under `folder`, the job the rest. Very short jobs are not sampled: Snakemake
    writes `-` or `NA` for their memory. A file that a killed job left unfinished is passed over.
    """
    root = Path(folder)
    rows = []
    for path in sorted(root.glob("**/*.tsv")):
        inside = path.relative_to(root)
        rule = inside.parts[0] if len(inside.parts) > 1 else inside.stem
        try:
            table = pd.read_csv(path, sep="\t")
        except (pd.errors.ParserError, pd.errors.EmptyDataError):
            continue
        if "s" not in table.columns:
            continue
        numbers = table.reindex(columns=["s", "max_rss", "cpu_time"]).apply(pd.to_numeric, errors="coerce")
        job = inside.with_suffix("").as_posix().partition("/")[2]
        rows += [(rule, job, *values) for values in numbers.itertuples(index=False)]
    return pd.DataFrame(rows, columns=BENCHMARK_COLUMNS)
