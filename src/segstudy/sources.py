"""Which source files of the package a script's result depends on.

Snakemake does not see edits in imported modules. Rules therefore carry a fingerprint of these files'
content among their parameters: editing the metrics re-runs evaluation and what follows, and no training;
touching a file, or checking it out again, re-runs nothing.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def _file(module: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    if (package := path / "__init__.py").is_file():
        return package
    return path.with_suffix(".py") if path.with_suffix(".py").is_file() else None


@cache
def _imports(path: Path) -> frozenset[Path]:
    """The package's files that `path` imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        found |= {file for name in names if name.startswith("segstudy") and (file := _file(name))}
    return frozenset(found)


def sources(script: str | Path, *modules: str) -> list[Path]:
    """`script`, the named modules, and every file of the package that they import or fill in, sorted.

    modules: those imported by name only when the script runs, such as a model out of a registry.
    Package markers (`__init__.py`) are left out: they hold nothing but their docstring.
    """
    reached: set[Path] = set()
    templates: set[Path] = set()
    waiting = [Path(script), *filter(None, map(_file, modules))]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += _imports(path)
            templates.add(path.parent / "templates")
    reached |= {file for folder in templates if folder.is_dir() for file in folder.iterdir() if file.is_file()}
    return sorted(path for path in reached if path.name != "__init__.py")


def fingerprint(script: str | Path, *modules: str) -> str:
    """A short hash of the content of all `sources`."""
    digest = hashlib.sha256()
    for path in sources(script, *modules):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
