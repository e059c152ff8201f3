"""What every section of the configuration has in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

# In the context of a validation: what is validated is a spec, not what a person wrote.
IS_SPEC = "segstudy.is_spec"


@dataclass(frozen=True)
class Absent:
    """What a key means where a spec lacks it, beside a default that is another: `Annotated[int, Absent(8)] = 16`.

    Whoever changes a key's default says so what its absence meant before: results made then keep their specs.

    Attributes:
        value: As plain values, as a study file has it.
    """

    value: Any


@dataclass(frozen=True)
class Always:
    """A spec always has the key, so that unions can tell: `Annotated[Literal["polar"], Always()] = "polar"`."""


class Section(BaseModel):
    """A part of the configuration: no unknown keys, no changes after it was read, no `yes` where a number belongs."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def spec(self) -> dict[str, Any]:
        """The section as a job is handed it: plain JSON values, those alone that differ from what an absent key means.

        So a key that is added later and that nobody uses changes no spec.
        """
        meanings = self.absent_meanings()
        values = {key: plain(getattr(self, key)) for key in type(self).model_fields}
        return {key: value for key, value in values.items() if key not in meanings or value != meanings[key]}

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """The section that gave `spec`.

        Raises:
            pydantic.ValidationError: It fits no such section.
        """
        return cls.model_validate(dict(spec), context={IS_SPEC: True})

    @classmethod
    def absent_meanings(cls) -> dict[str, Any]:
        """What each key that a spec may lack means there, as plain values."""
        return {key: _absent(field) for key, field in cls.model_fields.items() if _may_lack(field)}

    @model_validator(mode="before")
    @classmethod
    def _fill_in_absent_keys(cls, value: Any, info: ValidationInfo) -> Any:
        if not (info.context and info.context.get(IS_SPEC) and isinstance(value, Mapping)):
            return value
        stated = {key: _absent(field) for key, field in cls.model_fields.items() if _marked(field, Absent)}
        return {**stated, **value}

    @field_validator("*", mode="before")
    @classmethod
    def _no_yes_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        kind = cls.model_fields[str(info.field_name)].annotation
        if isinstance(value, bool) and (kind is int or kind is float):
            raise ValueError(f"should be a number, not {value} (YAML reads `yes`, `no`, `on` and `off` so)")
        return value


def plain(value: Any) -> Any:
    """`value` as plain JSON values, sections in it as their specs."""
    if isinstance(value, Section):
        return value.spec()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return to_jsonable_python(value)


def _marked(field: FieldInfo, kind: type) -> list[Any]:
    return [mark for mark in field.metadata if isinstance(mark, kind)]


def _may_lack(field: FieldInfo) -> bool:
    return not field.is_required() and not _marked(field, Always)


def _absent(field: FieldInfo) -> Any:
    """What the absence of an optional key means, as plain values."""
    if marks := _marked(field, Absent):
        return plain(marks[0].value)
    return plain(field.get_default(call_default_factory=True))
