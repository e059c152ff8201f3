"""The JSON schema of a study file, by which editors complete and check it."""

from collections.abc import Iterable
from typing import Any

from segstudy.config.reference.arguments import arguments_schema
from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.case_sets import CaseSet
from segstudy.config.sections.correction import CorrectionSettings
from segstudy.config.sections.grid import GRID
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.sam2 import SETTINGS as ZERO_SHOT_SETTINGS
from segstudy.config.sections.section import Section
from segstudy.config.sections.study import StudySettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.tuning import SearchSettings
from segstudy.models.registry import MODELS

# The latest that editors' checkers of YAML understand whole.
DRAFT = "http://json-schema.org/draft-07/schema#"
# Definitions that are no section of their own: a model by name, one that is trained here, and an option of a grid.
MODEL, TRAINED_MODEL, OPTION = "Model", "TrainedModel", "ArmOption"
# Which models have sections of their own, where others have arguments.
WITH_SECTIONS: dict[str, type[Section]] = {NNUNET: NnunetSettings, **ZERO_SHOT_SETTINGS}
Schema = dict[str, Any]


def study_schema() -> Schema:
    """Of everything a study file may hold.

    It takes all that `read_study` takes; what must hold between keys, it does not know.
    """
    schema = StudySettings.model_json_schema()
    definitions: Schema = schema["$defs"]
    for kind in WITH_SECTIONS.values():
        definitions[kind.__name__] = kind.model_json_schema()
    for name in MODELS:
        definitions[definition_of(name)] = arguments_schema(name)
    definitions[MODEL] = _model([*MODELS, *WITH_SECTIONS])
    definitions[TRAINED_MODEL] = _model(MODELS)
    arm, search = (_properties(definitions, kind) for kind in (ArmSettings, SearchSettings))
    for properties, model in ((arm, MODEL), (search, TRAINED_MODEL)):
        _refer(properties, "model", model)
        _refer(properties, "training", TrainingSettings.__name__)
    search["known"]["anyOf"][0] = _known(definitions)
    definitions[OPTION] = _option(arm)
    arm["grid"] = _grid()
    for key in ("evaluate_on", "data_sets"):
        sets = schema["properties"][key]["patternProperties"]
        patterns = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        sets |= dict.fromkeys(sets, {"anyOf": [patterns, reference(CaseSet.__name__)]})
    for properties, key in (
        (schema["properties"], "correction"),
        (_properties(definitions, CorrectionSettings), "reference"),
    ):
        properties[key]["anyOf"].append({"const": "none"})
    return {"$schema": DRAFT, "title": "A study of segstudy", **_plain(schema)}


def definition_of(model: str) -> str:
    """What the definition of a model's arguments is called."""
    return WITH_SECTIONS[model].__name__ if model in WITH_SECTIONS else f"arguments of {model}"


def reference(name: str) -> Schema:
    """The schema that stands for the definition `name`."""
    return {"$ref": f"#/$defs/{name}"}


def _properties(definitions: Schema, kind: type[Section]) -> Schema:
    properties: Schema = definitions[kind.__name__]["properties"]
    return properties


def _refer(properties: Schema, key: str, name: str) -> None:
    """Let a key's value be what the definition `name` says, with the default and the description it has."""
    kept = {each: properties[key][each] for each in ("default", "description")}
    properties[key] = {**kept, **reference(name)}


def _model(names: Iterable[str]) -> Schema:
    """A model's name, or its name with arguments."""
    arguments = {name: reference(definition_of(name)) for name in names}
    with_arguments = {
        "type": "object",
        "properties": arguments,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [{"enum": list(arguments)}, with_arguments]}


def _known(definitions: Schema) -> Schema:
    """Hyper-parameters as under `training:`, and arguments of a model."""
    keys = _properties(definitions, TrainingSettings)
    same = {key: reference(f"{TrainingSettings.__name__}/properties/{key}") for key in keys}
    model = {"type": "object", "description": "Arguments of the model."}
    return {"type": "object", "properties": {**same, "model": model}, "additionalProperties": False}


def _option(arm: Schema) -> Schema:
    properties = {key: reference(f"{ArmSettings.__name__}/properties/{key}") for key in arm if key != "name"}
    return {
        "description": "What an option of a grid changes in the arm.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _grid() -> Schema:
    options = {"type": "object", "minProperties": 1, "additionalProperties": reference(OPTION)}
    return {"description": GRID, "type": "array", "minItems": 1, "items": options}


def _plain(schema: Any) -> Any:
    """In the words of draft 7; without titles, which repeat keys, and without defaults of whole sections."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    maps_keys = bool(schema) and all(isinstance(value, dict) for value in schema.values())
    plain: Schema = {}
    for key, value in schema.items():
        if not maps_keys and (key == "title" or (key == "default" and isinstance(value, dict) and value)):
            continue
        if key == "prefixItems":
            same = all(item == value[0] for item in value)
            plain["items"] = _plain(value[0] if same else value)
        else:
            plain[key] = _plain(value)
    if "patternProperties" in plain:
        plain["additionalProperties"] = False
    if "kind" in plain.get("properties", {}):
        plain["required"] = ["kind"]  # by which a union tells its parts
    return plain
