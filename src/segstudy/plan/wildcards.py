"""What the wildcards of rules match."""

import re
from collections.abc import Iterable


def one_of(names: Iterable[str]) -> str:
    """A regular expression for one of `names`; a dash, which nothing is called, where there is none."""
    return "|".join(re.escape(name) for name in names) or "-"
