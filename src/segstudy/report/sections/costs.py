"""What every stage cost."""

import pandas as pd

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def costs(inputs: ReportInput) -> Section | None:
    """Jobs, time and memory by rule, dearest first; None where nothing was benchmarked."""
    if not len(inputs.benchmarks):
        return None
    rows = by_rule(inputs.benchmarks)
    total = {"jobs": int(rows["jobs"].sum()), "seconds": rows["seconds"].sum(), "memory_mb": rows["memory_mb"].max()}
    energy = inputs.provenance.get("energy_wh")
    html = render("costs.html", rows=rows.reset_index().to_dict("records"), total=total, energy=energy)
    return Section("costs", "What it cost", html)


def by_rule(benchmarks: pd.DataFrame) -> pd.DataFrame:
    """Index rule; jobs, seconds (sum), longest, memory_mb (peak), cores (mean in use), share of all seconds."""
    groups = benchmarks.groupby("rule")
    table = groups["seconds"].agg(jobs="size", seconds="sum", longest="max")
    table["memory_mb"] = groups["memory_mb"].max()
    measured = benchmarks.dropna(subset=["cpu_seconds"]).groupby("rule")
    table["cores"] = measured["cpu_seconds"].sum() / measured["seconds"].sum()
    table["share"] = table["seconds"] / max(table["seconds"].sum(), 1e-9)
    return table.sort_values(["seconds", "jobs"], ascending=False)
