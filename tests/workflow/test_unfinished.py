"""A study of which a fold fails: what there is, is reported, and nothing of it is taken for a result."""

import re
import shutil

import pytest

pytestmark = pytest.mark.workflow
UNFINISHED = "report_unfinished.html"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"<(script|style)>.*?</\1>", "", html, flags=re.DOTALL)).split())


def test_a_failed_fold_is_told_in_the_first_lines_and_the_other_arms_are_compared(study_copy):
    results = study_copy.results
    fold = next((results / "trained").glob("enet.full.affine*")) / "fold-1"
    state = results / "state" / fold.relative_to(results / "trained")
    shutil.rmtree(fold)
    shutil.rmtree(state, ignore_errors=True)
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text("no folder")
    done = study_copy.run()
    assert done.code != 0
    assert f"The study is not finished. What there is, and what is missing: results/tiny/{UNFINISHED}" in done.text
    html = (results / UNFINISHED).read_text()
    told = words(html)
    first = told[told.index("This study is not finished.") :][:700]
    assert "Arm “augmented” has not been measured on 2 of 4 cases (fold 1)." in first
    assert "Arm “cleaned” has not been measured on 2 of 4 cases (fold 1)." in first
    assert f"Training “{fold.parent.name}” has not been done on fold 1." in first
    assert told.index("This study is not finished.") < told.index("Highest mean Dice")
    assert "raw has the highest mean Dice" in told or "than the baseline, raw" in told, "the one arm that is complete"
    assert not (results / "statistics.csv").exists() or 'id="significance"' not in html

    state.unlink()
    done = study_copy.run()
    assert done.code == 0, done.text
    assert not (results / UNFINISHED).exists()
    assert "This study is not finished" not in (results / "report.html").read_text()


def test_a_study_that_fails_before_anything_is_measured_has_no_report(new_study):
    new_study.config["data"]["phantom"] = {"patients": 2, "shape": [48, 48, 16]}
    new_study.config["correction"] = None
    blocked = new_study.results / "prepared"
    blocked.parent.mkdir(parents=True)
    blocked.write_text("no folder")
    done = new_study.run()
    assert done.code != 0
    assert "not finished" not in done.text and not (new_study.results / UNFINISHED).exists()
