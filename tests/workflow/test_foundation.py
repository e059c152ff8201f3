"""SAM 2 and VM-UNet in one small study; arms that wait for arms."""

import csv
import importlib.util
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.workflow,
    pytest.mark.skipif(
        importlib.util.find_spec("transformers") is None, reason="transformers (the extra `sam2`) is missing"
    ),
]


@pytest.fixture
def planned(new_study):
    """The shipped study, before anything was run."""
    new_study.config = yaml.safe_load((ROOT / "studies" / "foundation.yaml").read_text(encoding="utf-8"))
    return new_study


def edges(place) -> set[tuple[str, str]]:
    """(job, job that waits for it) of the whole graph; a job is its rule and the wildcards that decide something."""
    drawn = place.run("--dag", "dot", "--forceall")
    assert drawn.code == 0, drawn.text
    names = dict(re.findall(r'(\d+)\[label = "(.*?)"', drawn.text))
    return {(names[one], names[other]) for one, other in re.findall(r"(\d+) -> (\d+)", drawn.text)}


def test_prompted_arms_wait_for_the_arm_they_are_prompted_by(planned):
    graph = edges(planned)
    waits = {}
    for one, other in graph:
        if other.startswith("predict_sam2_case"):
            waits.setdefault(other, set()).add(one)
    kinds = {re.search(r"sam2_(?:prompted|video)\.\w+", job)[0]: sources for job, sources in waits.items()}
    assert kinds.keys() == {"sam2_prompted.enet", "sam2_prompted.truth", "sam2_video.enet"}
    for kind, sources in kinds.items():
        finished = [source for source in sources if source.startswith("postprocess")]
        assert all("run: enet" in source for source in finished)
        assert bool(finished) == kind.endswith(".enet"), sources
        assert not [source for source in sources if source.startswith(("train", "predict_case"))]
    trained = {job for pair in graph for job in pair if job.startswith("train\\n")}
    assert trained and not [job for job in trained if re.search(r"sam2_(prompted|video)", job)]


def test_groups_of_jobs_on_a_cluster_do_not_wait_for_themselves(planned):
    profile = yaml.safe_load((ROOT / "profiles" / "slurm" / "config.yaml").read_text(encoding="utf-8"))
    groups = [f"{rule}={group}" for rule, group in profile["groups"].items()]
    sizes = [f"{group}={size}" for group, size in profile["group-components"].items()]
    jobs = planned.plan("--groups", *groups, "--group-components", *sizes)
    assert (jobs["postprocess_source_case"], jobs["postprocess_case"]) == (4, 24)


def test_to_a_finished_study_a_prompted_arm_is_added_without_touching_its_source(study_copy):
    arm = {"name": "sam2", "model": {"sam2_video": {"checkpoint": "random", "threads": 1}}, "source_arm": "cleaned"}
    study_copy.config["arms"].append(arm)
    jobs = study_copy.plan()
    assert jobs["predict_sam2_case"] == jobs["postprocess_case"] == jobs["evaluate_case"] == 4
    assert not jobs.keys() & {"train", "predict_case", "postprocess_source_case", "prepare_image"}


@pytest.mark.slow
@pytest.mark.study
def test_arms_without_training_stand_in_every_table(shipped_study):
    place = shipped_study("foundation")
    names = [arm["name"] for arm in place.config["arms"]]
    with (place.results / "summary.csv").open(newline="", encoding="utf-8") as lines:
        rows = {row["arm"]: row for row in csv.DictReader(lines)}
    assert list(rows) == names
    for name in ("sam2_prompted", "sam2_prompted_oracle", "sam2_video"):
        assert float(rows[name]["training_seconds"]) == 0 < float(rows[name]["prediction_seconds"])
    assert float(rows["sam2_tuned"]["training_seconds"]) > 0
    with (place.results / "metrics.csv").open(newline="", encoding="utf-8") as lines:
        measured = [(row["arm"], row["case"], row["organ"]) for row in csv.DictReader(lines)]
    assert len(set(measured)) == len(measured) == len(names) * 4 * 4
    assert {path.name.split(".")[0] for path in (place.results / "trained").iterdir()} == {
        "enet",
        "vmunet",
        "sam2_tuned",
    }
    report = (place.results / "report.html").read_text(encoding="utf-8")
    assert "Random weights." in report and "Nothing" in report and "Oracles." in report
    assert re.search(r"SAM 2 \[\d+\]", report)
    assert place.plan() == {}

    # other prompts for the arms that wait for it, and for nobody else
    place.config["postprocessings"]["clean"]["closing_mm"] = 12
    jobs = place.plan()
    assert jobs["predict_sam2_case"] == jobs["postprocess_case"] == 8
    assert jobs["postprocess_source_case"] == 4
    assert not jobs.keys() & {"train", "predict_case", "prepare_image"}
