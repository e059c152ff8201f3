"""Whose results a folder holds: the study file that made them, and what it says of its data."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segstudy.running.errors import StudyError
from segstudy.running.files import write_text
from segstudy.running.shareable import told_apart

NAME = "study.json"


def check_owner(results: str, file: str, data: Mapping[str, Any]) -> None:
    """Stop where a folder holds another study's results: those of another file, about other data.

    Args:
        results: The study's folder.
        file: The study file.
        data: What it says of its data, as plain values.

    Raises:
        StudyError: It does; names the first key that differs.
    """
    try:
        owner = json.loads(Path(results, NAME).read_text(encoding="utf-8"))
        other, theirs = owner["file"], told_apart(owner["data"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if other == _name(file):
        return
    data = told_apart(json.loads(json.dumps(data)))
    for key in sorted({*theirs, *data}):
        if theirs.get(key) != data.get(key):
            raise StudyError(
                f"{results} holds the study of {other}, where data.{key} is {_said(theirs, key)}, and in {_name(file)} "
                f"it is {_said(data, key)}: give this study another name (`study:`), or remove {results}"
            )


def record_owner(results: str, file: str, data: Mapping[str, Any]) -> None:
    """Write down whose results a folder holds."""
    write_text(Path(results, NAME), json.dumps({"file": _name(file), "data": told_apart(data)}, indent=2) + "\n")


def _name(file: str) -> str:
    """The file's path from here, so that a moved project still knows it; of one that lies elsewhere, no folder."""
    name = Path(os.path.relpath(file)).as_posix()
    return told_apart(os.path.realpath(file)) if name.startswith("../") else name


def _said(values: Mapping[str, Any], key: str) -> str:
    return json.dumps(values[key]) if key in values else "not set"
