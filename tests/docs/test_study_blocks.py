"""What the pages show of study files is what study files may say: each block, in a study that has the rest."""

import re
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.config.sections.study import StudySettings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Followed to the letter by tests/docs/test_recipes.py.
RECIPES = {"architecture.md"}
# Where a page names what it does not show.
REST = {
    "study": "rest",
    "data": {
        "layout": "segthor",
        "root": "data/mine",
        "organs": {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4},
    },
    "preparations": {"raw": {"size": [256, 256]}, "full": {"size": [256, 256]}},
    "postprocessings": {"clean": {"largest_component": True}},
    "training": {"patches": {"size": [96, 96, 96]}},
    "arms": [{"name": name, "preparation": "full"} for name in ("baseline", "plain", "few", "tuned", "cartesian")],
}


def blocks(page):
    """The blocks of a page that say something of a study."""
    for text in re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE):
        said = yaml.safe_load(text)
        if isinstance(said, list):
            said = {"arms": said}
        if isinstance(said, dict) and said.keys() & StudySettings.model_fields.keys():
            yield said


def whole(said, earlier=()):
    """The study of a block: its own where it has a name, else the rest with what the page has said by then."""
    if "study" in said:
        return said
    study = dict(REST)
    for each in (*earlier, said):
        for key, value in each.items():
            if key == "data" and each is not said:
                continue
            if key == "arms":
                called = {arm["name"] for arm in value}
                study["arms"] = [*value, *(arm for arm in REST["arms"] if arm["name"] not in called)]
            else:
                study[key] = study.get(key, {}) | value if isinstance(value, dict) else value
    study.setdefault("comparisons", {"baseline": "baseline"})
    return study


def studies(page):
    """The study of each block of a page."""
    said = list(blocks(page))
    parts = [each for each in said if "study" not in each]
    for each in said:
        yield whole(each, parts[: parts.index(each)] if "study" not in each else ())


BLOCKS = [
    pytest.param(study, id=f"{page.name}-{number}")
    for page in PAGES
    if page.name not in RECIPES
    for number, study in enumerate(studies(page), 1)
]


@pytest.mark.parametrize("study", BLOCKS)
def test_a_study_may_say_so(study):
    read_study(study)


def test_blocks_are_found():
    assert len(BLOCKS) > 25
