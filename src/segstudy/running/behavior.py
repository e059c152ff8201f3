"""What of a source file can change a result: its code without its words and without the keys that it declares."""

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# How a model is called, for a methods text; and what else describes itself there.
WORDS, IN_WORDS = {"NAME", "NAMES", "SOURCE", "ENCODER", "SLICE_STEP", "HALVED_BY"}, "in_words"
ALIASES = {"Annotated", "Literal", "dict", "list", "tuple"}
SECTION, SECTIONS = "Section", "segstudy.config.sections"


class Behavior(NamedTuple):
    """What counts of a file.

    Attributes:
        code: Its text without what does not count; empty where nothing does.
        imports: Dotted names of what the rest uses, and the declared keys: fields may be of sections with behavior.
    """

    code: str
    imports: frozenset[str]


def behavior(source: str, describes: bool = False) -> Behavior:
    """What of `source` counts in a job that is handed a spec (see `segstudy.config.sections.section`).

    Left out are comments, docstrings, what a model or a section says of itself in words (`NAME`, `SOURCE`, and
    functions whose names end in `in_words`), type aliases, and the fields of sections: a key's name, type, default and
    description change nothing for who does not use it. Validators, properties and whatever else computes stay. Classes
    of which nothing stays are left out.

    Args:
        source: The file's text.
        describes: Whether the job lets models and sections describe themselves: then such words stay.
    """
    tree = ast.parse(source)
    words, fields = _left_out(tree, describes)
    cut = words | fields
    inner = {part for node in cut if isinstance(node, ast.ClassDef) for part in node.body}
    lines = source.split("\n")
    places = [*map(_place, cut - inner), *_outside(_comments(source), cut)]
    for (first, start), (last, end) in sorted(places, reverse=True):
        lines[first - 1 : last] = [lines[first - 1][:start] + lines[last - 1][end:]]
    text = [line.rstrip() for line in lines if line.strip()]
    used = _used(tree.body, cut)
    imported = sorted(f"{name} as {bound}" for name, bound in _imported(tree) if bound.partition(".")[0] in used)
    followed = used | _used(tree.body, words)
    imports = {name for name, bound in _imported(tree) if bound.partition(".")[0] in followed}
    return Behavior("\n".join([*imported, *text]), frozenset(imports | set(_late_imports(tree.body, words))))


def is_for_types(test: ast.expr) -> bool:
    """Whether a condition holds for type checkers only."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _left_out(tree: ast.Module, describes: bool) -> tuple[set[ast.stmt], set[ast.stmt]]:
    """The statements that say something to people or type checkers, and those that declare."""
    words: set[ast.stmt] = set()
    declared: set[ast.stmt] = set()
    sections = {SECTION}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SECTIONS):
            sections |= {alias.asname or alias.name for alias in node.names}
        if isinstance(node, ast.Import | ast.ImportFrom) or _is_words(node, describes):
            words.add(node)
        elif _is_alias(node):
            declared.add(node)
        elif isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id in sections for b in node.bases):
            sections.add(node.name)
            fields = {part for part in node.body if isinstance(part, ast.AnnAssign)}
            own = {part for part in node.body if _is_words(part, describes)}
            rest = [part for part in node.body if part not in fields | own]
            words |= own | _words_inside(rest, describes)
            declared |= fields if rest else {node}
        else:
            words |= _words_inside([node], describes)
    return words, declared


def _words_inside(nodes: Iterable[ast.stmt], describes: bool) -> set[ast.stmt]:
    """Docstrings and functions in words within `nodes`, at any depth."""
    words: set[ast.stmt] = set()
    waiting: list[ast.AST] = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt) and _is_words(node, describes):
            words.add(node)
        else:
            waiting += ast.iter_child_nodes(node)
    return words


def _is_words(node: ast.stmt, describes: bool) -> bool:
    """Whether a statement only says something to people or to type checkers."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.FunctionDef):
        return node.name.endswith(IN_WORDS) and not describes
    if isinstance(node, ast.If):
        return is_for_types(node.test) and not node.orelse
    name = _assigned(node)
    return (name in WORDS or name.lower().endswith(IN_WORDS)) and not describes


def _is_alias(node: ast.stmt) -> bool:
    """Whether a statement names a type."""
    value = node.value if isinstance(node, ast.Assign) else None
    return isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and value.value.id in ALIASES


def _assigned(node: ast.stmt) -> str:
    """The name that a statement gives a value; empty where it does something else."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""


Place = tuple[tuple[int, int], tuple[int, int]]


def _place(node: ast.stmt) -> Place:
    """First and last line, from 1, and the columns there, decorators included."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    return (first, 0 if decorators else node.col_offset), (node.end_lineno or first, node.end_col_offset or 0)


def _comments(source: str) -> Iterator[Place]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.end


def _outside(places: Iterable[Place], cut: Iterable[ast.stmt]) -> Iterator[Place]:
    """Those of `places` that do not lie in what is cut anyway."""
    removed = [_place(node) for node in cut]
    yield from (place for place in places if not any(start <= place[0] < end for start, end in removed))


def _nodes(nodes: Iterable[ast.AST], cut: set[ast.stmt]) -> Iterator[ast.AST]:
    """Everything in `nodes` but what is in `cut`."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node not in cut:
            yield node
            waiting += ast.iter_child_nodes(node)


def _used(nodes: Iterable[ast.AST], cut: set[ast.stmt]) -> set[str]:
    return {node.id for node in _nodes(nodes, cut) if isinstance(node, ast.Name)}


def _imported(tree: ast.Module) -> list[tuple[str, str]]:
    """What the imports of a module name, dotted, and how it is called there."""
    names = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            home = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names += [(f"{home}{alias.name}", alias.asname or alias.name) for alias in node.names]
    return names


def _late_imports(nodes: Iterable[ast.AST], cut: set[ast.stmt]) -> Iterator[str]:
    """What is imported inside functions, dotted; imports of the module itself are among what is cut."""
    for node in _nodes(nodes, cut):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
