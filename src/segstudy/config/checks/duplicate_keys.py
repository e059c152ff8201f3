"""Keys that a configuration file gives twice: YAML readers keep the last and say nothing."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from segstudy.running.errors import StudyError


def check_doubles(paths: Iterable[str | os.PathLike[str]]) -> None:
    """Check that no mapping of the files has a key twice.

    What is no YAML, or not there, is left to whoever reads it.

    Raises:
        StudyError: One does; one line a key.
    """
    problems = []
    for path in map(Path, paths):
        try:
            whole = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except (OSError, ValueError, RecursionError, yaml.YAMLError):
            continue
        problems += [
            f"config: key {key!r} is there twice ({path.name}, lines {first} and {second}); keep one"
            for key, first, second in _doubles(whole)
        ]
    if problems:
        raise StudyError("\n".join(problems))


def _doubles(whole: yaml.Node | None) -> Iterator[tuple[str, int, int]]:
    """Key, and the lines of its two places; each node is looked at once, however many anchors name it."""
    waiting, visited = [whole], set()
    while waiting:
        node = waiting.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                waiting.append(value)
                line = key.start_mark.line + 1
                if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                    first = lines.setdefault(key.value, line)
                    if key.start_mark.line + 1 != first:
                        yield key.value, first, line
