"""Which source files of the package a script's result depends on.

Snakemake does not see edits in imported modules. Rules therefore carry a fingerprint of these files'
content among their parameters: editing the metrics re-runs evaluation and what follows, and no training;
touching a file, or checking it out again, re-runs nothing.
"""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from segstudy.running.behavior import Behavior, behavior, is_for_types

PACKAGE = Path(__file__).parents[1]
# Folders whose files count by what they do: they also say things that are for people, and declare the keys of files.
BY_BEHAVIOR = (PACKAGE / "config" / "sections", PACKAGE / "models")

# Read by pattern, because every start of Snakemake, on every node, reads the whole package.
_FROM = re.compile(rb"^[ \t]*from[ \t]+(segstudy[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(rb"^[ \t]*import[ \t]+([^\n]*segstudy[^\n]*)", re.MULTILINE)
_COMMENT = re.compile(rb"#[^\n]*")
_RENAMED = re.compile(rb"([\w.]+)(?:\s+as\s+\w+)?")


@cache
def _file(module: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    if (package := path / "__init__.py").is_file():
        return package
    return path.with_suffix(".py") if path.with_suffix(".py").is_file() else None


def _home(name: str) -> Path | None:
    """The file of a module, or of the module that something is imported from."""
    return _file(name) or _file(name.rpartition(".")[0])


def _named_file(name: str) -> Path:
    file = _file(name.partition(":")[0])
    if file is None:
        raise LookupError(f"{name}: there is no such module")
    return file


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _behavior(path: Path, describes: bool) -> Behavior:
    return behavior(_content(path).decode(), describes)


def _counted(path: Path, describes: bool) -> bytes:
    """What of a file counts."""
    return _behavior(path, describes).code.encode() if path.parent in BY_BEHAVIOR else _content(path)


def _names(listed: bytes) -> list[str]:
    """The names of a list such as `(a, b as c)`."""
    return [name.decode() for name in _RENAMED.findall(_COMMENT.sub(b"", listed))]


def _by_pattern(text: bytes) -> Iterator[str]:
    for listed in _IMPORT.findall(text):
        yield from _names(listed)
    for module, listed in _FROM.findall(text):
        yield from (f"{module.decode()}.{name}" for name in _names(listed))


def _by_parsing(text: bytes) -> Iterator[str]:
    """As `_by_pattern`, without what is imported for type checkers only."""
    waiting: list[ast.AST] = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and is_for_types(node.test):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


@cache
def _imports(path: Path, describes: bool = False) -> frozenset[Path]:
    """The package's files that `path` imports, at any depth of its code, but not those it imports for types alone."""
    text = _content(path)
    if path.parent in BY_BEHAVIOR:
        named: Iterable[str] = _behavior(path, describes).imports
    else:
        named = _by_parsing(text) if b"TYPE_CHECKING" in text else _by_pattern(text)
    return frozenset(file for name in named if name.startswith("segstudy") and (file := _home(name)))


def sources(script: str | Path, *named: str, describes: bool = False) -> list[Path]:
    """`script`, the named modules, and every file of the package that they import or fill in, sorted.

    Package markers (`__init__.py`) are left out: they hold nothing but their docstring.

    Args:
        script: Path of what runs.
        *named: `module` or `module:attribute` of what the script imports by name only when it runs, such as its model.
        describes: Whether it lets models and sections of the configuration describe themselves in words.

    Raises:
        LookupError: A named module is not there.
    """
    reached: set[Path] = set()
    templates: set[Path] = set()
    waiting = [Path(script), *map(_named_file, named)]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += _imports(path, describes)
            templates.add(path.parent / "templates")
    reached |= {file for folder in templates if folder.is_dir() for file in folder.iterdir() if file.is_file()}
    return sorted(path for path in reached if path.name != "__init__.py")


def fingerprint(script: str | Path, *named: str, describes: bool = False) -> str:
    """A short hash of what counts of all `sources`; a file of which nothing counts might as well not be there."""
    digest = hashlib.sha256()
    for path in sources(script, *named, describes=describes):
        if counted := _counted(path, describes):
            digest.update(path.name.encode() + b"\0" + counted + b"\0")
    return digest.hexdigest()[:16]
