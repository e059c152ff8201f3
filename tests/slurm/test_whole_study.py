import pytest

pytestmark = pytest.mark.workflow


def test_the_whole_study_runs_on_the_cluster(undisturbed):
    names = {path.name for path in undisturbed.results.iterdir()}
    assert {"metrics.csv", "statistics.csv", "summary.csv", "report.html", "provenance.json"} <= names
