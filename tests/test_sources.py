import ast
from pathlib import Path

import pytest

from segstudy import sources as subject
from segstudy.sources import fingerprint, sources

SCRIPTS = Path("workflow/scripts")


def modules_of(script, *modules):
    return {
        path.relative_to(subject.PACKAGE).as_posix()
        for path in sources(SCRIPTS / script, *modules)
        if path.is_relative_to(subject.PACKAGE)
    }


def test_training_depends_on_its_model_and_on_no_metric():
    reached = modules_of("train.py", "segstudy.models.enet")
    assert {"models/enet.py", "models/enet_blocks.py", "cache.py", "training/loop.py"} <= reached
    assert not any(path.startswith(("evaluation/", "comparison/", "report/", "cases/")) for path in reached)
    assert "models/enet.py" not in modules_of("train.py")


def test_evaluation_depends_on_no_training_and_needs_no_torch():
    reached = modules_of("evaluate_case.py")
    assert "surfaces/distances.py" in reached
    assert not any(path.startswith(("training/", "models/", "preparation/")) for path in reached)
    assert not any("import torch" in (subject.PACKAGE / path).read_text() for path in reached)


def test_every_script_is_fingerprinted_and_differs():
    prints = {script.name: fingerprint(script) for script in SCRIPTS.glob("*.py")}
    assert len(set(prints.values())) == len(prints)


def test_fingerprint_follows_content_not_time(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import segstudy.files\n")
    before = fingerprint(script)
    script.touch()
    assert fingerprint(script) == before
    other = tmp_path / "other" / "script.py"
    other.parent.mkdir()
    other.write_text("import segstudy.nifti\n")
    assert fingerprint(other) != before


def test_the_report_depends_on_its_templates():
    assert "report/templates/style.css" in modules_of("write_report.py")


def imported_by_the_parser(path):
    """The package's files that `path` imports, as Python's own parser reads it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {file for name in names if name.startswith("segstudy") and (file := subject._file(name))}


def test_imports_are_those_that_the_parser_finds():
    files = [*subject.PACKAGE.rglob("*.py"), *SCRIPTS.glob("*.py")]
    assert len(files) > 100
    for path in files:
        assert subject._imports(path) == imported_by_the_parser(path), path


@pytest.mark.parametrize(
    "text",
    [
        "import segstudy.files, os, segstudy.nifti as n",
        "from segstudy import files as f, nifti",
        "from segstudy import (  # why\n    files,  # volume\n    nifti as n,\n)",
        "def late():\n    from segstudy.cases.folds import assign_folds\n",
    ],
)
def test_imports_are_found_however_they_are_written(tmp_path, text):
    script = tmp_path / "script.py"
    script.write_text(text)
    assert subject._imports(script) == imported_by_the_parser(script) != set()
