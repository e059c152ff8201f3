"""What a key may be and what it is by default, in words, from its schema."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

Schema = dict[str, Any]
PREFIX = "#/$defs/"
KINDS = {"integer": "whole number", "number": "number", "string": "text", "boolean": "`true` or `false`"}


def sections_in(value: Schema) -> Iterator[tuple[str, str]]:
    """(what follows the key on the way there, name) of each section that a key's value may be or hold."""
    if "$ref" in value:
        yield "", value["$ref"].removeprefix(PREFIX)
    for kind in ("anyOf", "oneOf"):
        for choice in value.get(kind, ()):
            yield from sections_in(choice)
    if inside := _values_of_a_mapping(value):
        yield from ((f".<name>{ending}", section) for ending, section in sections_in(inside))
    if isinstance(items := value.get("items"), dict):
        yield from ((f"[]{ending}", section) for ending, section in sections_in(items))


def value_in_words(value: Schema, places: Mapping[str, str]) -> str:
    """What a key may be.

    Args:
        value: The key's schema.
        places: Where each section is described, by its name.
    """
    choices = list(dict.fromkeys(_choices(value, places)))
    separator = "; " if any(", " in choice for choice in choices) else ", "
    return choices[0] if len(choices) == 1 else f"{separator.join(choices[:-1])} or {choices[-1]}"


def default_in_words(value: Schema, needed: bool) -> str:
    """What a key is where it is left out; empty where the keys below it say.

    Args:
        value: The key's schema.
        needed: Whether it must not be left out.
    """
    if "default" not in value:
        return "*needed*" if needed else ""
    default = value["default"]
    return "*none*" if default is None else f"`{_yaml(default)}`"


def _yaml(value: Any) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=1000).removesuffix("...\n").strip()


def _choices(value: Schema, places: Mapping[str, str]) -> Iterator[str]:
    if "$ref" in value:
        yield _link(places[value["$ref"].removeprefix(PREFIX)])
    elif "const" in value:
        yield f"`{value['const']}`"
    elif "enum" in value:
        yield from (f"`{name}`" for name in value["enum"])
    elif choices := value.get("anyOf") or value.get("oneOf"):
        for choice in choices:
            yield from _choices(choice, places)
    elif value.get("type") == "null":
        yield "*none*"
    elif value.get("type") == "object":
        inside = _values_of_a_mapping(value)
        names = value.get("propertyNames", {}).get("enum")
        by = f"by {value_in_words({'enum': names}, places)}" if names else "by name"
        yield f"{by}: {value_in_words(inside, places)}" if inside else _keys_in_words(value, places)
    elif value.get("type") == "array":
        yield _list_in_words(value, places)
    else:
        yield _number_in_words(value)


def _keys_in_words(value: Schema, places: Mapping[str, str]) -> str:
    """The sections whose keys a value repeats, and its own keys."""
    words = []
    for key, inner in value.get("properties", {}).items():
        name, _, inside = inner.get("$ref", "").removeprefix(PREFIX).partition("/")
        words.append(f"keys of {_link(places[name])}" if inside else f"`{key}`")
    return " and ".join(dict.fromkeys(words)) or "keys and values"


def _values_of_a_mapping(value: Schema) -> Schema:
    """The schema of what names map to; empty where a value is no such mapping."""
    for inside in (*value.get("patternProperties", {}).values(), value.get("additionalProperties")):
        if isinstance(inside, dict):
            return inside
    return {}


def _list_in_words(value: Schema, places: Mapping[str, str]) -> str:
    least, most = value.get("minItems"), value.get("maxItems")
    if least == most:
        count = "" if least is None else f"{least} "
    else:
        count = f"{least} or more " if most is None else f"{least} to {most} "
    return f"list of {count}({value_in_words(value['items'], places)})"


def _number_in_words(value: Schema) -> str:
    kind = KINDS.get(value.get("type", ""), "anything")
    least, most = value.get("minimum"), value.get("maximum")
    above, below = value.get("exclusiveMinimum"), value.get("exclusiveMaximum")
    if least is not None and most is not None:
        bounds = f" from {least} to {most}"
    else:
        low = f" from {least}" if least is not None else f" above {above}" if above is not None else ""
        high = f" up to {most}" if most is not None else f" below {below}" if below is not None else ""
        bounds = f"{low}{high}"
    step = f", divisible by {value['multipleOf']}" if "multipleOf" in value else ""
    return f"{kind}{bounds}{step}"


def _link(place: str) -> str:
    """To the heading `place`, with the anchor that those who show Markdown make from it."""
    anchor = "".join(letter for letter in place.lower() if letter.isalnum() or letter in "-_ ").replace(" ", "-")
    return f"[`{place}`](#{anchor})"
