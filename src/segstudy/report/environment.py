"""Jinja2 as the report uses it: everything is escaped, undefined names are errors."""

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

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
        "count",
        "breakable",
    ):
        environment.filters[name] = getattr(numbers, name)
    environment.filters |= {"setting": setting, "plural": plural, "listing": listing}
    environment.filters["drawn"] = numbers.drawn
    return environment


def render(template: str, **values: Any) -> Markup:
    """Fill in `template`, a file of the folder templates; text is escaped, Markup is not."""
    return Markup(_environment().get_template(template).render(**values))
