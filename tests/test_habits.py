"""Files that people and their tools expect in a project, and that they agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def citation():
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_the_citation_has_what_its_schema_requires(citation):
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["authors"] == [{"name": "The segstudy contributors"}]


def test_version_and_license_are_the_same_everywhere(project, citation):
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"] == "Apache-2.0"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License\n                           Version 2.0" in text
    assert text.rstrip().endswith("limitations under the License.")


def test_the_version_has_its_changes(project, citation):
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {project['version']} - {citation['date-released']}" in changes


def test_commits_are_checked_by_what_make_lint_runs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, flags=re.M)[1]
    linted = [re.sub(r"^[A-Z_]+=\S+ ", "", line.strip()) for line in recipe.splitlines()]
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    entries = [hook["entry"] for repo in hooks for hook in repo["hooks"]]
    assert [re.sub(r"^(env \S+ )?\.venv/bin/", "", entry) for entry in entries] == linted
