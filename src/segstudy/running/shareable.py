"""What results say of paths: absolute ones name a machine's folders, and often a person, so only their ends are kept.

Results are handed on; whoever needs the whole path finds it in the study file and in logs.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

HIDDEN = "…"
HOMES = {"/home", "/Users"}
_DRIVE = r"[A-Za-z]:[\\/]|\\\\"
_STARTS = re.compile(rf"(?:file:)?(?:{_DRIVE}|/|~[^/\\\s]+[/\\])")
# Of words: at least two names deep, and no part of a relative path or of an address on the network.
_NAME = r"[^\s/\\\"'`,;:)\]}]"
_INSIDE = re.compile(rf"(?<![\w./:~…}}\\])(?:/|~{_NAME}+/|[A-Za-z]:[\\/])(?:{_NAME}+[/\\])+{_NAME}*")


def shareable(value: Any) -> Any:
    """Plain values with every absolute path in them cut to its end: `/home/jane/scans/train` is `…/train`.

    A path with a field keeps all from that field on (`…/{case}/labels.nii.gz`); one into a home folder keeps nothing of
    the folder's name. Relative paths, `~/…` and `${NAME}/…` stay as they are.
    """
    if isinstance(value, Mapping):
        return {shareable(key): shareable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [shareable(each) for each in value]
    if not isinstance(value, str):
        return value
    if _STARTS.match(value) and "\n" not in value:
        return _end(value)
    return _INSIDE.sub(lambda found: _end(found[0]), value)


def told_apart(value: Any) -> Any:
    """`shareable`, each path with a short hash of all of it: two folders of one name stay two."""
    if isinstance(value, Mapping):
        return {key: told_apart(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [told_apart(each) for each in value]
    cut = shareable(value)
    if cut == value:
        return value
    return f"{cut} (#{hashlib.sha256(value.encode(errors='surrogateescape')).hexdigest()[:12]})"


def within(text: str, folder: str | os.PathLike[str] | None) -> str:
    """Text in which paths below an absolute folder are relative to it, and other absolute ones cut to their ends."""
    if folder is not None and Path(folder).is_absolute():
        text = text.replace(f"{str(folder).rstrip('/')}/", "")
    return str(shareable(text))


def _end(path: str) -> str:
    pure: PurePath = PureWindowsPath(path) if re.match(rf"(?:file:)?(?:{_DRIVE})", path) else PurePosixPath(path)
    names = list(pure.parts)
    first = next((at for at, name in enumerate(names) if "{" in name or "*" in name), len(names) - 1)
    if first == 0 or _is_home(pure):
        return HIDDEN
    return "/".join([HIDDEN, *names[first:]])


def _is_home(path: PurePath) -> bool:
    return path == Path.home() or path.parent.as_posix().rpartition(":")[2] in HOMES
