"""Paths in a configuration or a data table."""

import os
import re
from pathlib import Path

VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def expand(path: str) -> Path:
    """`~`, `${NAME}` and `${NAME:-default}` replaced as a shell would."""
    return Path(VARIABLE.sub(lambda m: os.environ.get(m[1]) or m[2] or "", path)).expanduser()
