import ast
from pathlib import Path

import pytest

from segstudy.models.registry import MODELS
from segstudy.running import fingerprints as subject
from segstudy.running.fingerprints import fingerprint, sources

SCRIPTS = Path("workflow/scripts")


def modules_of(script, *modules):
    return {
        path.relative_to(subject.PACKAGE).as_posix()
        for path in sources(SCRIPTS / script, *modules)
        if path.is_relative_to(subject.PACKAGE)
    }


def test_training_depends_on_its_model_and_on_no_metric():
    reached = modules_of("train.py", MODELS["enet"])
    assert {"models/enet.py", "models/enet_blocks.py", "volumes/cache.py", "training/loop.py"} <= reached
    assert not any(path.startswith(("evaluation/", "comparison/", "report/", "cases/", "plan/")) for path in reached)
    assert not any(path.startswith("config/checks/") or path.endswith("registry.py") for path in reached)
    assert "models/enet.py" not in modules_of("train.py")


def test_evaluation_depends_on_no_training_and_needs_no_torch():
    reached = modules_of("evaluate_case.py")
    assert "volumes/surfaces/distances.py" in reached
    assert not any(path.startswith(("training/", "models/", "preparation/")) for path in reached)
    assert not any("import torch" in (subject.PACKAGE / path).read_text() for path in reached)


def test_every_script_is_fingerprinted_and_differs():
    prints = {script.name: fingerprint(script) for script in SCRIPTS.glob("*.py")}
    assert len(set(prints.values())) == len(prints)


def test_fingerprint_follows_content_not_time(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import segstudy.running.files\n")
    before = fingerprint(script)
    script.touch()
    assert fingerprint(script) == before
    other = tmp_path / "other" / "script.py"
    other.parent.mkdir()
    other.write_text("import segstudy.volumes.nifti\n")
    assert fingerprint(other) != before


def test_the_report_depends_on_its_templates():
    assert "report/templates/style.css" in modules_of("write_report.py")


def imported_by_the_parser(path):
    """The package's files that `path` imports other than for types, as Python's own parser reads it."""
    tree, names, for_types = ast.parse(path.read_text()), set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for_types |= {part for statement in node.body for part in ast.walk(statement)}
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import, which fingerprints do not follow"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    files = {subject._file(name) or subject._file(name.rpartition(".")[0]) for name in names}
    return files - {None}


def test_imports_are_those_that_the_parser_finds():
    files = [*subject.PACKAGE.rglob("*.py"), *SCRIPTS.glob("*.py")]
    assert len(files) > 100
    for path in files:
        found, parsed = subject._imports(path), imported_by_the_parser(path)
        # of files that also say things, those that only words need are left out
        assert found <= parsed if path.parent in subject.BY_BEHAVIOR else found == parsed, path


@pytest.mark.parametrize(
    "text",
    [
        "import segstudy.running.files, os, segstudy.volumes.nifti as n",
        "from segstudy.running import files as f, seals",
        "from segstudy.running import (  # why\n    files,  # seal\n    seals as s,\n)",
        "def late():\n    from segstudy.cases.folds import assign_folds\n",
        "from typing import TYPE_CHECKING\nif x:\n    from segstudy.running import files\n",
    ],
)
def test_imports_are_found_however_they_are_written(tmp_path, text):
    script = tmp_path / "script.py"
    script.write_text(text)
    assert subject._imports(script) == imported_by_the_parser(script) != set()


@pytest.mark.parametrize(
    "text",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from segstudy.running import files\n",
        "import typing\nif typing.TYPE_CHECKING:\n    import segstudy.running.files\nelse:\n    files = None",
        "import typing as t\nclass A:\n    if t.TYPE_CHECKING:\n        from segstudy.running import (\n  files)",
        "from typing import TYPE_CHECKING\nif x:\n    if TYPE_CHECKING:\n        import segstudy.running",
    ],
)
def test_imports_for_types_do_not_count(tmp_path, text):
    script = tmp_path / "script.py"
    script.write_text(text)
    assert subject._imports(script) == set()


def test_what_stands_in_place_of_an_import_for_types_counts(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import typing\nif typing.TYPE_CHECKING:\n    x: int\nelse:\n    import segstudy.running.files\n")
    assert [path.name for path in subject._imports(script)] == ["files.py"]


def test_a_module_is_named_with_or_without_what_is_used_of_it():
    script = SCRIPTS / "train.py"
    assert fingerprint(script, "segstudy.models.enet:ENet") == fingerprint(script, "segstudy.models.enet")
    with pytest.raises(LookupError, match="segstudy.models.enett:ENet"):
        fingerprint(script, "segstudy.models.enett:ENet")
