"""A metric that one entry of the registry adds reaches every table and the report, with its own direction."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from segstudy.comparison.compare import compare
from segstudy.comparison.further import further_statistics
from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec
from segstudy.comparison.summary import summarize
from segstudy.comparison.words import sentence
from segstudy.config.checks.study import read_study
from segstudy.evaluation.case import evaluate_case
from segstudy.evaluation.organ import OrganMasks
from segstudy.report.build import build_report
from segstudy.report.read import facts_from, read_results
from segstudy.running.errors import StudyError
from segstudy.tables.cases import CASES, FOLDS
from segstudy.tables.frames import frame, read_frame, write_frame
from segstudy.tables.measurements import MetricsRow, write_metrics
from segstudy.tables.metrics import METRICS, Metric
from segstudy.tables.metrics_frame import read_metrics_frame
from segstudy.tables.statistics import STATISTICS
from segstudy.tables.summary import summary_table

ORGANS = {"heart": 1, "aorta": 2}
ARMS = ("poor", "good")
PATIENTS = {f"c{number:02d}": f"p{number:02d}" for number in range(12)}
CONFIG = {
    "study": "new-metric",
    "data": {"layout": "phantom", "organs": ORGANS},
    "folds": {"count": 3},
    "preparations": {"raw": {"size": [32, 32]}},
    "arms": [{"name": arm, "model": "enet", "preparation": "raw"} for arm in ARMS],
    "comparisons": {"baseline": "poor", "metrics": ["excess", "dice"], "bootstrap": 200},
}


def excess(organ: OrganMasks) -> float:
    """The share of the prediction that lies outside the reference: lower is better."""
    return organ.confusion.false_positives / organ.confusion.predicted_voxels


def study():
    return ComparisonSpec(read_study(CONFIG).comparisons, ARMS, tuple(ORGANS), PATIENTS, 42)


@pytest.fixture
def registered(monkeypatch):
    """The one entry."""
    entry = Metric(
        column="excess",
        label="excess",
        unit="",
        higher_is_better=False,
        words="the share of the prediction outside the organ",
        function=f"{__name__}:excess",
        when_failed=1.0,
        limits=(0.0, 1.0),
        citation="Nobody N. On excess. 2026.",
    )
    monkeypatch.setitem(METRICS, "excess", entry)


@pytest.fixture
def results(tmp_path, registered):
    """Tables of two arms in twelve patients; the baseline predicts a far larger part outside the organs."""
    rows = []
    for number, case in enumerate(PATIENTS):
        reference = np.zeros((24, 24, 8), np.uint8)
        reference[4:10, 4:20, 2:6], reference[14:20, 4:20, 2:6] = 1, 2
        for arm in ARMS:
            prediction, grown = reference.copy(), (5, 1)[arm == "good"] + number % 3
            prediction[10 : 10 + grown, 4:20, 2:6] = 1
            prediction[20 : 20 + grown, 4:20, 2:6] = 2
            measured = evaluate_case(reference, prediction, (1.0, 1.0, 2.0), ORGANS)
            rows += [MetricsRow(arm, number % 3, 42, case, organ) for organ in measured]
    write_metrics(tmp_path / "metrics.csv", rows, ARMS, list(ORGANS))
    metrics = read_metrics_frame(tmp_path / "metrics.csv")
    statistics = compare(metrics, study())
    write_frame(tmp_path / "statistics.csv", STATISTICS, statistics)
    words = [sentence(row, study().settings) for row in statistics.to_dict("records")]
    (tmp_path / "statistics_words.json").write_text(json.dumps(words))
    write_frame(tmp_path / "summary.csv", summary_table(ORGANS), summarize(metrics, PATIENTS, ARMS, list(ORGANS), {}))
    return tmp_path


@pytest.fixture
def page(results):
    """The report of these tables."""
    inspected = dict.fromkeys(CASES.names, "")
    cases = [{**inspected, "case": c, "patient": p, "label": "l.nii.gz", "status": "ok"} for c, p in PATIENTS.items()]
    write_frame(results / "cases.csv", CASES, frame(CASES, cases))
    folds = [{"case": case, "patient": patient, "fold": n % 3} for n, (case, patient) in enumerate(PATIENTS.items())]
    write_frame(results / "folds.csv", FOLDS, frame(FOLDS, folds))
    inputs = read_results(results, facts_from({"config": read_study(CONFIG).spec(), "arms": CONFIG["arms"]}))
    further = further_statistics(DescriptionSpec(study()), inputs.metrics, inputs.cases, inputs.summary, ARMS)
    return build_report(replace(inputs, further=further))


def test_the_report_crowns_the_lower_arm_and_lists_it_first(page):
    table = re.findall(r'<h3>Excess <span class="hint">lower is better</span></h3>.*?</table>', page, flags=re.S)[0]
    rows = dict(re.findall(r'<th scope="row">(poor|good)(.*?)</tr>', table, flags=re.S))
    assert rows["good"].count('class="mean best"') == 3 and 'class="mean best"' not in rows["poor"]
    (boxes,) = re.findall(r'aria-label="Box plot of excess, All organs[^"]*"', page)
    assert boxes.index("good: median") < boxes.index("poor: median")
    assert "good has a lower excess than poor" in page
    assert "the share of the prediction outside the organ" in page and "Nobody N. On excess. 2026." in page


def test_the_tables_have_its_column_and_crown_the_lower_arm(results):
    metrics = read_metrics_frame(results / "metrics.csv")
    means = metrics.groupby("arm")["excess"].mean()
    assert means["good"] < means["poor"]
    statistics = read_frame(results / "statistics.csv", STATISTICS)
    own = statistics[statistics["metric"] == "excess"]
    assert own["verdict"].tolist() == ["better"] * 3 and (own["difference"] < 0).all()
    assert "good has a lower excess than poor" in json.loads((results / "statistics_words.json").read_text())[0]
    summary = read_frame(results / "summary.csv", summary_table(ORGANS)).set_index("arm")
    assert summary["excess_mean"].to_dict() == pytest.approx(means.to_dict())


def test_an_organ_that_is_missed_has_its_worst_value(registered):
    reference = np.ones((4, 4, 4), np.uint8)
    (row,) = evaluate_case(reference, 0 * reference, (1.0, 1.0, 1.0), {"heart": 1})
    assert row.values["excess"] == 1.0


def test_a_study_cannot_ask_for_what_is_not_registered():
    with pytest.raises(StudyError, match=r"comparisons\.metrics\[0\]: no metric is called 'excess'"):
        read_study(CONFIG)
