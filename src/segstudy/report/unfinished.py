"""A report on what there is of a study some of whose jobs failed: `python -m segstudy.report.unfinished`.

The workflow tells it of the study on standard input when it ends with failed jobs. It writes no table: those
of an unfinished study would be taken for results.
"""

import json
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from segstudy.comparison.compare import compare
from segstudy.comparison.costs import total_costs
from segstudy.comparison.further import further_statistics
from segstudy.comparison.spec import DescriptionSpec
from segstudy.comparison.summary import summarize
from segstudy.comparison.words import sentence
from segstudy.report.build import build_report
from segstudy.report.completeness import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.read import facts_from, files_from, network_input_from, read_unmeasured
from segstudy.running.adapter import logged
from segstudy.running.files import write_text
from segstudy.tables.metrics_frame import read_metrics_frame

NAME = "report_unfinished.html"


def measured_metrics(
    results: Path, runs: Mapping[str, str | None], folds: Mapping[str, int], standing: Collection[str]
) -> pd.DataFrame | None:
    """The metrics of all cases that are right and were made by networks that are there; None without any.

    What networks predicted that were trained again since, or are gone because that failed, belongs to an earlier study.

    Args:
        results: The study's folder.
        runs: The training of each run; None where it has none.
        folds: Of each case.
        standing: Paths of the files that are made of what they would be made of now, back to the study's data.
    """
    tables = []
    for run, training in runs.items():
        for case, fold in folds.items():
            file = results / "evaluated" / run / f"{case}.csv"
            trained = training is None or (results / f"trained/{training}/fold-{fold}/cost.json").exists()
            if trained and str(file) in standing and file.exists():
                tables.append(read_metrics_frame(file))
    return pd.concat(tables, ignore_index=True) if tables else None


def with_comparisons(inputs: ReportInput, spec: Mapping[str, Any], results: Path) -> ReportInput:
    """`inputs`, with those arms compared that were measured on every case; the others are not yet what they will be."""
    arms = complete_arms(inputs)
    rows = inputs.metrics[inputs.metrics["arm"].isin(arms)]
    study = DescriptionSpec.from_plain(spec["description"]).study
    if not arms:
        return _with_descriptions(inputs, spec)
    trainings, inferred = ({arm: spec[key][arm] for arm in arms} for key in ("trainings", "inferred"))
    trained, predicted = (
        sorted(results.glob(each)) for each in ("trained/**/cost.json", "inferred/**/[!.]*.cost.json")
    )
    costs = total_costs(trainings, trained, predicted, inferred)
    inputs = replace(inputs, summary=summarize(rows, study.patients, arms, study.organs, costs))
    inputs = _with_descriptions(inputs, spec)
    if len(arms) < 2 or study.baseline not in arms:
        return inputs
    statistics = compare(rows, replace(study, arms=tuple(arms)))
    words = tuple(sentence(row, study.settings) for row in statistics.to_dict("records"))
    return replace(inputs, statistics=statistics, words=words)


def _with_descriptions(inputs: ReportInput, spec: Mapping[str, Any]) -> ReportInput:
    """`inputs`, with all arms described that were measured on some case, and those ranked that were on every one."""
    further = further_statistics(
        DescriptionSpec.from_plain(spec["description"]),
        inputs.metrics,
        inputs.cases,
        inputs.summary,
        complete_arms(inputs),
        tissues=inputs.tissues,
        nsd=inputs.nsd,
        centers=inputs.centers,
        outside=inputs.outside,
    )
    return replace(inputs, further=further)


def main() -> int:
    """Write the report, and tell where it is. Returns 0; 1 where nothing was measured or a file cannot be read."""
    spec = json.load(sys.stdin)
    results = Path(spec["study"]["results"])
    with logged(str(results / "logs" / "report_unfinished.log"), show_as="report") as log:
        metrics = measured_metrics(results, spec["runs"], spec["folds"], set(spec["standing"]))
        if metrics is None:
            return 1
        study = spec["study"]
        inputs = read_unmeasured(
            results, facts_from(study), *files_from(study), network_input_from(study["network_input"])
        )
        inputs = with_comparisons(replace(inputs, metrics=metrics), spec, results)
        write_text(results / NAME, build_report(inputs))
        log.info("The study is not finished. What there is, and what is missing: %s", results / NAME)
    return 0


if __name__ == "__main__":
    sys.exit(main())
