"""What rules ask for is enough for what jobs take, and not far more than it, as far as a tiny study can tell.

Every run of every test of this folder is held to the first (`Workplace.run`), whatever rules it has.
"""

import pytest

pytestmark = pytest.mark.workflow
# Of scans this small, jobs take what they import, 90 to 500 MB. What asks for many times that keeps others waiting.
MOST_TIMES = 15


def test_every_job_of_the_study_has_told_its_memory(finished_study):
    asked = {job["rule"]: job["asked_mb"] for job in finished_study.memory()}
    took: dict[str, int] = {}
    for job in finished_study.memory():
        took[job["rule"]] = max(took.get(job["rule"], 0), job["took_mb"])
    made = {"inspect_case", "prepare_image", "prepare_label", "train", "predict_case", "postprocess_case"}
    assert made | {"evaluate_case", "compare_arms", "write_report", "augment_case", "measure_ceiling"} <= took.keys()
    assert all(took.values()) and all(asked.values())
    assert {rule: took[rule] for rule in took if took[rule] > asked[rule]} == {}
    assert {rule: (took[rule], asked[rule]) for rule in took if asked[rule] > MOST_TIMES * took[rule]} == {}
