"""A report on what there is of a study some of whose jobs failed: `python -m segstudy.unfinished`.

It is told of the study on standard input, by the workflow, when that ends with failed jobs. It writes no table: those
of an unfinished study would be taken for results.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from segstudy.adapter import logged
from segstudy.comparison.compare import compare
from segstudy.comparison.costs import total_costs
from segstudy.comparison.summary import summarize
from segstudy.comparison.tables import read_table
from segstudy.comparison.words import sentence
from segstudy.config.comparisons import ComparisonSettings
from segstudy.files import write_text
from segstudy.report.build import build_report
from segstudy.report.gaps import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.read import facts_from, files_from, pictured_from, read_results
from segstudy.seals import is_sealed_as_made

NAME = "report_unfinished.html"


def measured(results: Path, runs: Mapping[str, str | None], folds: Mapping[str, int]) -> pd.DataFrame | None:
    """The metrics of all cases that are there and were made by the networks that are there; None without any.

    results: the study's folder. runs: the training of each run, or None. folds: of each case. What networks predicted
    that were trained again since, or are gone because that failed, belongs to an earlier study. What was cut
    since it was made is left out too.
    """
    tables = []
    for run, training in runs.items():
        for case, fold in folds.items():
            file = results / "evaluated" / run / f"{case}.csv"
            made = results / f"trained/{training}/fold-{fold}/cost.json" if training else None
            if file.exists() and (made is None or _older(made, file)) and is_sealed_as_made(file, results):
                tables.append(read_table(file))
    return pd.concat(tables, ignore_index=True) if tables else None


def _older(made: Path, file: Path) -> bool:
    return made.exists() and made.stat().st_mtime <= file.stat().st_mtime


def compared(found: ReportInput, told: Mapping[str, Any], results: Path) -> ReportInput:
    """`found`, with those arms compared that were measured on every case; the others are not yet what they will be."""
    arms = complete_arms(found)
    rows = found.metrics[found.metrics["arm"].isin(arms)]
    settings = ComparisonSettings(**told["comparisons"])
    nothing = {"statistics": found.statistics.iloc[:0], "published": found.published.iloc[:0], "words": ()}
    found = replace(found, **nothing, summary=found.summary.iloc[:0])
    if not arms:
        return found
    trainings, inferred = ({arm: told[key][arm] for arm in arms} for key in ("trainings", "inferred"))
    costs = [sorted(results.glob(pattern)) for pattern in ("trained/**/cost.json", "inferred/**/*.cost.json")]
    organs, patients = list(found.facts.organs), told["patients"]
    found = replace(found, summary=summarize(rows, patients, arms, organs, total_costs(trainings, *costs, inferred)))
    if len(arms) < 2 or settings.baseline not in arms:
        return found
    statistics = compare(rows, patients, arms, organs, settings.model_copy(update={"protocol": "paired"}), told["seed"])
    words = tuple(sentence(row, settings.alpha) for row in statistics.to_dict("records"))
    return replace(found, statistics=statistics, words=words)


def main() -> int:
    """Write the report, and tell where it is. Returns 0; 1 where nothing was measured or a file cannot be read."""
    told = json.load(sys.stdin)
    results = Path(told["study"]["results"])
    with logged(str(results / "logs" / "report_unfinished.log"), show_as="report") as log:
        metrics = measured(results, told["runs"], told["folds"])
        if metrics is None:
            return 1
        study = told["study"]
        found = read_results(results, facts_from(study), *files_from(study), pictured_from(study["pictured"]))
        found = compared(replace(found, metrics=metrics), told, results)
        write_text(results / NAME, build_report(found))
        log.info("The study is not finished. What there is, and what is missing: %s", results / NAME)
    return 0


if __name__ == "__main__":
    sys.exit(main())
