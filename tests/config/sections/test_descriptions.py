"""Every key of every section says what it is, and in which unit."""

import pkgutil
from importlib import import_module

import pytest

import segstudy.config.sections
from segstudy.config.sections.section import Section

UNITS = {"mm": "mm", "deg": "degrees", "px": "pixels", "hu": "Hounsfield", "gb": "GB", "pixels": "pixels"}


def sections():
    for module in pkgutil.iter_modules(segstudy.config.sections.__path__):
        import_module(f"{segstudy.config.sections.__name__}.{module.name}")
    waiting, known = [Section], []
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("segstudy."):
                known.append(kind)
                waiting.append(kind)
    return known


KEYS = {f"{kind.__name__}.{key}": field for kind in sections() for key, field in kind.model_fields.items()}


@pytest.mark.parametrize("key", KEYS)
def test_every_key_says_what_it_is(key):
    description = KEYS[key].description
    assert description, f"{key} has no description: Annotated[…, Field(description=…)]"
    assert description.endswith(".") and description[0] not in " .", description
    unit = UNITS.get(key.rpartition("_")[2])
    assert unit is None or unit in description, f"{key} does not name its unit, {unit}"


@pytest.mark.parametrize("kind", sections(), ids=lambda kind: kind.__name__)
def test_a_section_says_in_one_paragraph_what_it_is(kind):
    assert kind.__doc__ and "\n\n" not in kind.__doc__.strip()
