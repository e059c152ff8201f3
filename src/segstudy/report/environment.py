"""Jinja2 as the report uses it: everything is escaped, undefined names are errors."""

import re
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from segstudy.config.sections.words import listing, plural, setting
from segstudy.report import numbers


@cache
def _environment() -> Environment:
    folder = str(resources.files("segstudy.report") / "templates")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in (
        "fixed",
        "signed",
        "measure",
        "p_value",
        "p_equals",
        "exact_p",
        "duration",
        "memory",
        "energy",
        "count",
        "breakable",
    ):
        environment.filters[name] = getattr(numbers, name)
    environment.filters |= {"setting": setting, "plural": plural, "listing": listing}
    environment.filters |= {"drawn": numbers.drawn, "in_code": in_code}
    return environment


def in_code(text: str) -> Markup:
    """Escaped text in which what stands between backticks is code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def render(template: str, **values: Any) -> Markup:
    """Fill in `template`, a file of the folder templates; text is escaped, Markup is not."""
    return Markup(_environment().get_template(template).render(**values))
