"""What a job is handed, typed: the same from the plan that makes it to the last use in a stage."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, ClassVar, Self

from pydantic import ConfigDict, TypeAdapter

from segstudy.config.sections.section import IS_SPEC, plain


@dataclass(frozen=True)
class Spec:
    """A frozen dataclass that travels through Snakemake's params as plain values.

    Fields may be specs, tuples of specs, and sections of the configuration, whose own specs hold what differs from what
    absent keys mean. A field that has its default does not travel either, so that one added later, for which nobody
    asks, changes no params.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def to_plain(self) -> dict[str, Any]:
        """The spec as plain JSON values, without fields that have their default."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        defaults = {field.name: field.default for field in fields(self) if field.default is not MISSING}
        return {key: _plain(value) for key, value in values.items() if key not in defaults or value != defaults[key]}

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Self:
        """The spec that gave `values`.

        Raises:
            pydantic.ValidationError: They fit no such spec.
        """
        kind: type = cls
        spec: Self = _adapter(kind).validate_python(dict(values), context={IS_SPEC: True})
        return spec


def _plain(value: Any) -> Any:
    if isinstance(value, Spec):
        return value.to_plain()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return plain(value)


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
