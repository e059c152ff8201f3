"""What a file was made from, as one hash: a job's parameters, its code among them, and the content of its inputs."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

# Mappings whose order says something, such as which organ comes first in a table.
ORDERED = {"organs"}


def made_key(params: Mapping[str, Any], inputs: Iterable[tuple[str, str]]) -> str:
    """The hash of all that made a job's files.

    Args:
        params: The job's parameters by name, plain values. The order of a mapping's keys is no matter.
        inputs: Of each input the path, empty where it lies outside the study's folder, and the content's hash.

    Raises:
        TypeError: A parameter is not a plain value.
    """
    text = json.dumps([_plain(params), [list(each) for each in inputs]], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        pairs = [[str(key), _plain(each, str(key))] for key, each in value.items()]
        return {"": pairs if name in ORDERED else sorted(pairs, key=lambda pair: pair[0])}
    if isinstance(value, list | tuple | range):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{value!r}: no plain value")
