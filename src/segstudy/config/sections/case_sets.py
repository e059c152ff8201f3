"""`data_sets:` and `evaluate_on:` sets of a study's cases, each a part of `data`, or with a place of its own."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from segstudy.config.sections.data import SEVERAL, DataSettings, Label
from segstudy.config.sections.layouts import LAYOUTS, LayoutName
from segstudy.config.sections.names import Name
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing

VOLUMES = tuple(name for name, layout in LAYOUTS.items() if layout.root and name not in ("images", "dicom"))
"""The layouts of sets that have a place of their own."""


class CaseSet(Section):
    """A set of cases. A list of patterns stands for `{cases: [...]}`."""

    cases: Annotated[
        list[str],
        Field(
            description="Which cases: patterns of case names, with `*` and `?`; of a set with a `root`, of the names "
            "that its cases have there, and none takes all."
        ),
    ] = []
    root: Annotated[
        str | None,
        Field(
            description="The folder (or, for `table`, the CSV) with the set's own cases; none takes cases of `data`. "
            "They are called `<set>_<name>`, and patients likewise, but for those that a table names."
        ),
    ] = None
    layout: Annotated[LayoutName | None, Field(description="How they are laid out; none is as in `data`.")] = None
    folder: Annotated[
        str | None, Field(description="The folder that paths in the CSV of `table` begin in; none is the CSV's own.")
    ] = None
    organs: Annotated[
        dict[Name, Annotated[list[Label], WithJsonSchema(SEVERAL)]],
        Field(
            description="Label integers of the set's own, by organ, one or several; an organ that is not among them "
            "was not drawn there. Empty where they are those of `data`."
        ),
    ] = {}
    ignore: Annotated[
        list[Label],
        Field(description="Integers of the set's own that are no organ, beside its own `organs`."),
    ] = []

    @model_validator(mode="before")
    @classmethod
    def _patterns_alone(cls, value: Any) -> Any:
        return {"cases": value} if isinstance(value, list) else value

    @field_validator("organs", mode="before")
    @classmethod
    def _one_integer(cls, value: Any) -> Any:
        return {k: v if isinstance(v, list) else [v] for k, v in value.items()} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _check(self) -> "CaseSet":
        own = [key for key, said in (("layout", self.layout), ("folder", self.folder), ("organs", self.organs)) if said]
        if self.root is None and (own or self.ignore):
            raise ValueError(f"`{(own or ['ignore'])[0]}` is about cases of the set's own: name their `root`, too")
        if self.root is None and not self.cases:
            raise ValueError("say which `cases` of `data` it has, or the `root` of its own")
        if self.layout and self.layout not in VOLUMES:
            raise ValueError(f"a set of its own place is of one of the layouts {listing(VOLUMES)}, not {self.layout}")
        if self.ignore and not self.organs:
            raise ValueError("`ignore` goes with `organs`: without them, integers mean what they mean in `data`")
        integers = [*self.ignore, *(integer for several in self.organs.values() for integer in several)]
        if len(set(integers)) < len(integers) or not all(self.organs.values()):
            raise ValueError("each integer is of one organ, and each organ has one")
        return self

    def data(self, study: DataSettings) -> DataSettings:
        """Where its own cases are and what their labels mean, as `data` says it of the study's."""
        own: dict[str, Any] = {
            "layout": self.layout or study.layout,
            "root": self.root,
            "folder": self.folder,
            "exclude": {},
            "annotated": {},
            "unlabeled": [],
            "download": None,
        }
        if self.organs:
            own["organs"] = {organ: first for organ, (first, *_) in self.organs.items()}
            own["joined"] = {organ: rest for organ, (_, *rest) in self.organs.items() if rest}
            own["ignore"] = self.ignore
        return study.model_copy(update=own)

    def in_words(self, organs: Sequence[str]) -> str:
        """Which cases it has.

        Args:
            organs: The study's.
        """
        called = f"cases called {listing(self.cases)}" if self.cases else ""
        if self.root is None:
            return called
        place = "cases of its own" + (f", layout {self.layout}" if self.layout else "")
        missing = [organ for organ in organs if self.organs and organ not in self.organs]
        told = [place, called, f"without {listing(missing)}" if missing else ""]
        if self.organs:
            told.append("with label integers of its own")
        return ", ".join(each for each in told if each)
