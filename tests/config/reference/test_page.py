"""docs/keys.md has a row for every key, and its links lead somewhere."""

import re

import pytest

from segstudy.config.reference.page import keys_page
from segstudy.config.reference.values import default_in_words, value_in_words
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.models.registry import MODELS

PAGE = keys_page()
HEADINGS = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_link_leads_to_a_heading():
    links = re.findall(r"\(#([^)]*)\)", PAGE)
    assert links
    assert set(links) <= {anchor(heading) for heading in HEADINGS}


def test_a_section_has_a_row_a_key_with_value_default_and_meaning():
    rows = PAGE.split("## `preparations.<name>`")[1].split("\n## ")[0]
    for key, field in PreparationSettings.model_fields.items():
        assert re.search(rf"^\| `{key}` \| .+ \| .+ \| {re.escape(field.description)} \|$", rows, re.MULTILINE), key
    assert "| list of 3 (number from 0.05 to 100) or *none* | *none* |" in rows


def test_every_model_has_its_arguments():
    assert all(f"`{model}`" in HEADINGS for model in [*MODELS, "nnunet", "sam2_prompted", "sam2_video"])
    assert "| `kernels` | whole number | `16` |" in PAGE.split("### `enet`")[1]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1}, "whole number from 1"),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, "number above 0 up to 1"),
        ({"enum": ["a", "b", "c"]}, "`a`, `b` or `c`"),
        ({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "null"}]}, "number from 0 to 1 or *none*"),
        ({"type": "array", "items": {"type": "string"}, "minItems": 2}, "list of 2 or more (text)"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "by name: number"),
        ({"$ref": "#/$defs/Other"}, "[`some.place`](#someplace)"),
    ],
)
def test_what_a_key_may_be_in_words(schema, words):
    assert value_in_words(schema, {"Other": "some.place"}) == words


def test_what_a_key_is_by_default_in_words():
    assert default_in_words({"default": None}, False) == "*none*"
    assert default_in_words({"default": 1.0}, False) == "`1`"
    assert default_in_words({"default": [256, 256]}, False) == "`[256, 256]`"
    assert default_in_words({}, True) == "*needed*"
    assert default_in_words({}, False) == ""
