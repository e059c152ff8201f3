"""What the pages name is there: files, tests, modules, links, targets of make."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = "src|docs|tests|rules|workflow|profiles|studies|benchmarks"
# What the pages ask the reader to write.
EXAMPLES = {f"studies/{name}.yaml" for name in ("mine", "course", "clinic", "chest", "pictures")}
EXAMPLE_FOLDERS = ("profiles/ourlab", "profiles/ourpbs")
# Of an image, names of tags in MLflow, and what Python gives.
NO_MODULES = {"segstudy.sif", "segstudy.def", "segstudy.kind", "segstudy.content", "segstudy.__file__"}


def _text(page):
    return page.read_text(encoding="utf-8")


def _new_files(page):
    """What the recipes of a page add."""
    return set(re.findall(r"^New file `([^`]+)`", _text(page), flags=re.M))


def _anchors(page):
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", _text(page), flags=re.S), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", _text(page)):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        assert not anchor or anchor in _anchors(file), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_of_the_project_it_names_is_there(page):
    named = re.findall(rf"(?<![\w/.<-])((?:{FOLDERS})/[\w./-]*)(?![\w<*{{])", _text(page))
    for path in {path.rstrip(".,") for path in named} - EXAMPLES - _new_files(page):
        assert path.startswith(EXAMPLE_FOLDERS) or (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_it_names_is_there(page):
    new = {path.removeprefix("src/").removesuffix(".py").replace("/", ".") for path in _new_files(page)}
    for name in set(re.findall(r"\bsegstudy(?:\.[a-z_0-9]+)+", _text(page))) - new:
        assert name in NO_MODULES or importlib.util.find_spec(name), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_of_make_it_names_is_there(page):
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    for name in re.findall(r"(?:^|`)make ([\w./-]+)", _text(page), flags=re.M):
        assert name in targets, name


def test_the_readme_names_every_page():
    readme = _text(ROOT / "README.md")
    for page in (ROOT / "docs").rglob("*.md"):
        assert page.relative_to(ROOT).as_posix() in readme, page.name
