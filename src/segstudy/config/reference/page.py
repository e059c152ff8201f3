"""docs/keys.md: every key of a study file, with what it may be, what it is by default, and what it means."""

import re
from collections import deque
from collections.abc import Iterator

from segstudy.config.reference.schema import MODEL, OPTION, TRAINED_MODEL, WITH_SECTIONS, Schema, definition_of
from segstudy.config.reference.schema import study_schema as whole_schema
from segstudy.config.reference.values import default_in_words, sections_in, value_in_words
from segstudy.models.registry import MODELS, dimensions, model_words

INTRODUCTION = """# Every key of a study file

This page is made from the configuration's own types by `python -m segstudy.config.reference`, as is
`studies/schema.json`. Editors that know JSON schemas (VS Code with its YAML extension, PyCharm, Neovim and others)
complete and check a study file that begins with

```yaml
# yaml-language-server: $schema=schema.json
```

where `schema.json` is the way from the file to `studies/schema.json`. What must hold between keys is checked when a
study is read: `segstudy check` says all that is wrong.

*None* is written `null`. Where no default is given, the keys of the section have theirs."""
MODELS_INTRODUCTION = """
## Models

What `model: {name: {argument: value}}` takes. [A network of your own](models.md) says how to add one."""
STUDY = "the study"
DIMENSIONS = {2: "slices", 3: "volumes"}
MODELS_PLACE = "models"


def keys_page() -> str:
    """The whole page."""
    schema = whole_schema()
    definitions = schema["$defs"]
    homes = _homes(schema, definitions)
    places = {name: place for place, name in homes.items()} | {OPTION: "arms[]"}
    places |= dict.fromkeys((MODEL, TRAINED_MODEL), MODELS_PLACE)
    parts = [INTRODUCTION, *_section("The study", schema, places)]
    for place, name in homes.items():
        parts += _section(f"`{place}`", definitions[name], places)
    parts.append(MODELS_INTRODUCTION)
    for model in [*MODELS, *WITH_SECTIONS]:
        section = definitions[definition_of(model)]
        if model in MODELS:
            section |= {"description": f"{model_words(model).name}, for {DIMENSIONS[dimensions(model)]}."}
        parts += _section(f"`{model}`", section, places, level=3)
    return "\n".join(parts) + "\n"


def _homes(schema: Schema, definitions: Schema) -> dict[str, str]:
    """The place of each section's table: the shortest way to it, where several lead there."""
    homes: dict[str, str] = {}
    known = {MODEL, TRAINED_MODEL, OPTION}
    waiting = deque([("", schema)])
    while waiting:
        path, section = waiting.popleft()
        for key, value in section["properties"].items():
            for ending, name in sections_in(value):
                if name not in known and "/" not in name:
                    known.add(name)
                    kind = definitions[name]["properties"].get("kind")
                    place = f"{path}{key}{ending}" + (f" (kind: {kind['const']})" if kind else "")
                    homes[place] = name
                    waiting.append((f"{place}.", definitions[name]))
    order = list(schema["properties"])
    return dict(sorted(homes.items(), key=lambda item: order.index(re.split(r"[^a-z_]", item[0])[0])))


def _section(title: str, section: Schema, places: dict[str, str], level: int = 2) -> Iterator[str]:
    """Heading, sentence and table of a section."""
    yield f"\n{'#' * level} {title}\n"
    if description := section.get("description"):
        yield f"{description}\n"
    yield "| key | value | default | meaning |\n|---|---|---|---|"
    needed = section.get("required", ())
    for key, value in section["properties"].items():
        default = default_in_words(value, key in needed)
        cells = [f"`{key}`", value_in_words(value, places), default, value.get("description", "")]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
