"""A study file as text: what is wrong in it, with the lines where it stands."""

import re
from pathlib import Path
from typing import Any

import yaml

from segstudy.plan.checked import checked_plan
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

# A key as messages name it: `arms[1] (full).preparation`, of which the name in brackets is for people.
_PLACE = re.compile(r"\.?([^.\[\]()]+)|\[(\d+)\](?: \([^)]*\))?")


def read_study_file(path: Path) -> dict[str, Any]:
    """The values of a study file.

    Raises:
        StudyError: It is not there, or no YAML; names the line.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StudyError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: no text in UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise StudyError(f"{path}{line}: no YAML: {error.problem or error.context}{_hint(path, mark)}") from error
    if not isinstance(values, dict):
        raise StudyError(f"{path}: no study: keys with their values belong there, such as `study: mine`")
    return values


def planned_study(path: Path) -> Plan:
    """The plan of a study file.

    Raises:
        StudyError: What is wrong, each with its line.
    """
    values = read_study_file(path)
    try:
        return checked_plan(values, [path])
    except StudyError as error:
        raise StudyError(with_lines(path, str(error))) from error


def with_lines(path: Path, message: str) -> str:
    """A message whose lines name keys, each with the line of the file where that key, or the one above it, stands."""
    try:
        whole = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return message
    return "\n".join(f"{path}:{_line(whole, line)}: {line.removeprefix('config: ')}" for line in message.splitlines())


def _line(node: yaml.Node | None, message: str) -> int:
    line = 1
    for match in _PLACE.finditer(message.removeprefix("config: ").split(": ")[0]):
        below = _below(node, match[1], match[2])
        if below is None:
            break
        line, node = below
    return line


def _below(node: yaml.Node | None, key: str | None, number: str | None) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and number is not None and int(number) < len(node.value):
        item = node.value[int(number)]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode) and key is not None:
        for name, value in node.value:
            if getattr(name, "value", None) == key:
                return name.start_mark.line + 1, value
    return None


def _hint(path: Path, mark: yaml.Mark | None) -> str:
    """What most often is wrong: no space behind a colon, or a tab."""
    if mark is None:
        return ""
    lines = path.read_text(encoding="utf-8").splitlines()
    near = lines[max(0, mark.line - 1) : mark.line + 1]
    if any("\t" in line for line in near):
        return " (YAML takes no tabs: use spaces)"
    for line in near:
        if match := re.match(r"\s*([A-Za-z_]\w*):(\S+)\s*$", line):
            return f" (a space belongs behind the colon: `{match[1]}: {match[2]}`)"
    return ""
