"""Which source files of the package a script's result depends on.

Snakemake does not see edits in imported modules. Rules therefore carry a fingerprint of these files'
content among their parameters: editing the metrics re-runs evaluation and what follows, and no training;
touching a file, or checking it out again, re-runs nothing.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent

# Read by pattern, because every start of Snakemake, on every node, reads the whole package.
_FROM = re.compile(rb"^[ \t]*from[ \t]+(segstudy[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(rb"^[ \t]*import[ \t]+([^\n]*segstudy[^\n]*)", re.MULTILINE)
_REMARK = re.compile(rb"#[^\n]*")
_RENAMED = re.compile(rb"([\w.]+)(?:\s+as\s+\w+)?")


@cache
def _file(module: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    if (package := path / "__init__.py").is_file():
        return package
    return path.with_suffix(".py") if path.with_suffix(".py").is_file() else None


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


def _names(listed: bytes) -> list[str]:
    """The names of a list such as `(a, b as c)`."""
    return [found.decode() for found in _RENAMED.findall(_REMARK.sub(b"", listed))]


@cache
def _imports(path: Path) -> frozenset[Path]:
    """The package's files that `path` imports, at any depth of its code."""
    text = _content(path)
    named = [name for listed in _IMPORT.findall(text) for name in _names(listed)]
    for module, listed in _FROM.findall(text):
        named += [module.decode(), *(f"{module.decode()}.{name}" for name in _names(listed))]
    return frozenset(file for name in named if name.startswith("segstudy") and (file := _file(name)))


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
        digest.update(path.name.encode() + b"\0" + _content(path) + b"\0")
    return digest.hexdigest()[:16]
