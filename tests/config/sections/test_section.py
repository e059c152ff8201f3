"""Sections as jobs are handed them, and as they are read back."""

import json
import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, ValidationError

import segstudy.config.sections
from segstudy.config.checks.study import read_study
from segstudy.config.sections.section import Absent, Always, Section

ROOT = Path(__file__).parents[3]
STUDIES = [ROOT / "config.yaml", *sorted((ROOT / "studies").glob("*.yaml"))]
# What each absent key means, section by section, as specs were handed out with.
RECORDED = Path(__file__).with_name("absent_keys.json")


class Inner(Section):
    """Of version 2: `rate` was 1 by default when specs without it were handed out."""

    rate: Annotated[float, Field(gt=0), Absent(1.0)] = 2.0
    kind: Annotated[Literal["inner"], Always()] = "inner"
    name: str | None = None


class Outer(Section):
    """Sections at every place where one may stand."""

    needed: int
    pair: tuple[int, int] = (1, 2)
    inner: Inner = Inner()
    slow: Inner = Inner(rate=9)
    maybe: Inner | None = None
    listed: list[Inner] = []
    named: dict[str, Inner | int] = {}


def sections_in(value):
    """Every section that `value` holds, itself among them."""
    if isinstance(value, Section):
        yield value
        value = vars(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from sections_in(item)


@cache
def section_classes():
    for module in pkgutil.iter_modules(segstudy.config.sections.__path__):
        import_module(f"segstudy.config.sections.{module.name}")
    waiting, found = [Section], {}
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("segstudy."):
                found[kind.__name__] = kind
            waiting.append(kind)
    return found


@cache
def used_sections():
    """By class, those of the shipped studies."""
    used = {}
    for path in STUDIES:
        for section in sections_in(read_study(yaml.safe_load(path.read_text(encoding="utf-8")))):
            used.setdefault(type(section), []).append(section)
    return used


def read_back(section):
    return type(section).from_spec(json.loads(json.dumps(section.spec())))


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_study_and_each_of_its_sections_come_back_from_their_specs(path):
    for section in sections_in(read_study(yaml.safe_load(path.read_text(encoding="utf-8")))):
        assert read_back(section) == section
        assert read_back(section).spec() == section.spec()


@settings(deadline=None)
@given(st.data())
def test_sections_with_other_values_come_back_too(data):
    """Each key has any of the values that a shipped study or the default gives it."""
    kind = data.draw(st.sampled_from(sorted(used_sections(), key=lambda kind: kind.__name__)))
    values = {}
    for key in kind.model_fields:
        known = [getattr(section, key) for section in used_sections()[kind]]
        if not kind.model_fields[key].is_required():
            known.append(kind.model_fields[key].get_default())
        values[key] = data.draw(st.sampled_from(known))
    try:
        section = kind(**values)
    except ValidationError:
        return
    assert read_back(section) == section


@given(
    rate=st.sampled_from([1.0, 2.0, 3.0, 9.0]),
    name=st.none() | st.text(max_size=3),
    place=st.sampled_from(["inner", "slow", "maybe", "listed", "named"]),
)
def test_sections_at_every_place_come_back(rate, name, place):
    inner = Inner(rate=rate, name=name)
    value = {"listed": [inner, Inner()], "named": {"a": inner, "b": 3}}.get(place, inner)
    outer = Outer(needed=3, **{place: value})
    assert read_back(outer) == outer
    assert Outer.from_spec(outer.spec()).spec() == outer.spec()


def test_a_spec_holds_what_differs_from_what_absence_means():
    assert Outer(needed=3, pair=(1, 2), maybe=Inner(rate=1)).spec() == {"needed": 3, "maybe": {"kind": "inner"}}
    assert Outer(needed=3, named={"a": Inner(rate=1, name="x")}).spec()["named"] == {
        "a": {"kind": "inner", "name": "x"}
    }


def test_a_default_that_was_changed_leaves_older_specs_what_they_were():
    assert Inner().rate == 2
    assert Inner().spec() == {"rate": 2.0, "kind": "inner"}
    assert Inner(rate=1).spec() == {"kind": "inner"}
    assert Inner.from_spec({"kind": "inner"}).rate == 1
    assert Outer.from_spec({"needed": 1, "maybe": {"kind": "inner"}}).maybe == Inner(rate=1)


def test_only_specs_are_read_so():
    assert Inner.model_validate({"kind": "inner"}).rate == 2


def test_a_spec_with_an_unknown_key_is_refused():
    with pytest.raises(ValidationError):
        Inner.from_spec({"kind": "inner", "speed": 3})


def test_absent_keys_mean_what_they_meant():
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    meanings = {name: kind.absent_meanings() for name, kind in section_classes().items()}
    meanings = {name: keys for name, keys in sorted(meanings.items()) if keys}
    problems = []
    for name, keys in recorded.items():
        for key, meant in keys.items():
            means = meanings.get(name, {}).get(key, "nothing: the key is gone")
            if means != meant:
                problems.append(
                    f"{name}.{key}: specs without it were handed out with {meant!r}; now its absence means {means!r}. "
                    f"Write `{key}: Annotated[…, Absent({meant!r})] = …` and leave {RECORDED.name} as it is. "
                    "(Where the key was removed on purpose, remove it there too: what was made with it is made again.)"
                )
    if not problems and recorded != meanings:
        new = {
            name: {k: v for k, v in keys.items() if k not in recorded.get(name, {})} for name, keys in meanings.items()
        }
        new = {name: keys for name, keys in new.items() if keys}
        problems.append(f"keys that are new: add to {RECORDED.relative_to(ROOT)}: {json.dumps(new)}")
    assert not problems, "\n".join(problems)
