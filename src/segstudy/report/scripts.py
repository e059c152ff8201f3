"""The page's script: it folds, sorts, filters and answers to the pointer; without it everything can still be read."""

import base64
import hashlib
from functools import cache
from importlib import resources

from markupsafe import Markup

PARTS = ("folding", "tooltips", "tables", "cases", "surfaces", "downloads")


@cache
def script() -> Markup:
    """Every part, in order; downloads come last, as they mark what the others have made."""
    folder = resources.files("segstudy.report") / "templates"
    return Markup("\n".join((folder / f"{part}.js").read_text(encoding="utf-8") for part in PARTS))


def policy() -> str:
    """What a browser may do with the page: show what is in it, run this one script, and load nothing."""
    digest = hashlib.sha256(script().encode()).digest()
    allowed = base64.b64encode(digest).decode("ascii")
    return f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'"
