"""Every key of a study file, set to another value, changes what the report says of how the study was made."""

import copy
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.config.reference.schema import WITH_SECTIONS, study_schema
from segstudy.config.reference.values import PREFIX
from segstudy.config.sections.section import Section
from segstudy.config.sections.study import StudySettings
from segstudy.config.sections.transforms import Transforms
from segstudy.report.inputs import ReportInput
from segstudy.report.methods import methods
from segstudy.report.read import facts_from
from segstudy.report.sections.provenance import provenance
from segstudy.running.errors import StudyError

# A study that uses every section.
CONFIG = yaml.safe_load(Path(__file__).with_name("every_key.yaml").read_text(encoding="utf-8"))
# Other values, where the schema tells none (or too many) that go with the rest of that study.
OTHER = {
    "ArmSettings.augmentation": None,
    "ArmSettings.control": "mean_atlas",
    "ArmSettings.ensemble_of": ["slices", "known"],
    "ArmSettings.inference": None,
    "ArmSettings.preparation": "others",
    "ArmSettings.representation": "crop96",
    "ArmSettings.source_arm": "known",
    "ArmSettings.training": {"epochs": 3},
    "ComparisonSettings.margin": {"dice": 0.02},
    "AugmentationSettings.transforms": {"noise": {}},
    "CaseSet.organs": {"heart": [7], "aorta": [8]},
    "CropSettings.kind": "polar",
    "GivenSettings.files": "others/{case}.nii.gz",
    "GivenSettings.labels": {"aorta": 52},
    "DataSettings.annotated": {"aorta": ["P0*"]},
    "DataSettings.ignore": [9],
    "DicomSettings.structures": {"heart": ["cor"]},
    "DataSettings.unlabeled": ["P1*"],
    "DicomSettings.unlabeled": ["x*"],
    "DownloadSettings.md5": "f" * 32,
    "DownloadSettings.sha256": "f" * 64,
    "PolarSettings.kind": "crop",
    "Range.step": 0.00495,
    "SearchSettings.augmentation": "affine",
    "SearchSettings.known": {"learning_rate": 0.002},
    "SearchSettings.model": {"enet": {"kernels": 8}},
    "SearchSettings.scope": {"fold": 1},
    "SearchSettings.space": {"batch": [2, 4]},
    "SearchSettings.training": {"epochs": 3},
    "PreparationSettings.percentile": [2, 98],
    "StartSettings.arm": "known",
    "StartSettings.trained": "elsewhere/fold-1",
    "StartSettings.weights": "others.safetensors",
    "StartSettings.prefix": "encoder.",
    "ArmSettings.pseudo_labels": {"teacher": "slices"},
    "ArmSettings.mean_teacher": {"weight": 0.2},
    "PseudoLabelSettings.teacher": "augmented",
    "PseudoLabelSettings.left_out": False,
    "ArmSettings.start_from": {"arm": "slices"},
    "TrainingSettings.dice_weights": {"heart": 2},
}
# Keys with one value, so far; one that an arm has or has not, whose own keys are told one by one; and one whose other
# values exclude sections that this study uses.
ONE_VALUE = {
    "FoldSettings.by",
    "ArmSettings.given",
    "DataSettings.modality",
    "DataSettings.joined",
    "PreparationSettings.color",
}
# Keys that the methods text is silent about; the configuration section says them.
SILENT = {
    # where files are, and what made-up ones are like
    *("CaseSet.folder", "CaseSet.ignore"),
    *("StudySettings.study", "DataSettings.root", "DataSettings.folder", "DataSettings.ignore", "DataSettings.exclude"),
    *(
        "PhantomSettings",
        "ImageSettings",
        "DownloadSettings",
        "DicomSettings",
        "ReferencePair.label",
        "GivenSettings.files",
    ),
    # what other sections of the report tell
    *(
        "CorrectionSettings.compare",
        "ArmSettings.training_fraction",
        "ArmSettings.training_draw",
        "ReferenceResults",
        "ReportSettings",
    ),
    # details
    *("CorrectionSettings.space", "FoldSettings.stratify", "ArmSettings.inference", "InferenceSettings"),
    "StepSettings",
    *("PatchSettings.oversample", "PatchSettings.others"),
    *("PatchSettings.per_case", "PatchSettings.foreground", "PatchSettings.flips", "PatchSettings.rotate_deg"),
    *("PatchSettings.zoom", "SearchSettings.model", "SearchSettings.preparation", "SearchSettings.augmentation"),
    *("PromptedSettings.image_size", "PromptedSettings.negatives", "PromptedSettings.pieces"),
    *("PromptedSettings.least_pixels", "VideoSettings.image_size", "VideoSettings.negatives", "VideoSettings.pieces"),
    *("VideoSettings.least_pixels", "NnunetSettings.validation_iterations"),
    # what runs where, and how much at a time
    *("SearchSettings.parallel", "TrainingSettings.threads", "PromptedSettings.threads", "VideoSettings.threads"),
    "NnunetSettings.workers",
}
Way = tuple[str | int, ...]


def keys(value: Any, way: Way = ()) -> Iterator[tuple[str, Way]]:
    """(`Section.key`, a way to it) of the keys in `value` below which there is no section."""
    if isinstance(value, Section):
        for key in type(value).model_fields:
            below = list(keys(getattr(value, key), (*way, key)))
            yield from below or [(f"{type(value).__name__}.{key}", (*way, key))]
    elif isinstance(value, dict):
        for key, inner in value.items():
            of_a_model = isinstance(inner, dict) and way[-1:] == ("model",) and key in WITH_SECTIONS
            yield from keys(WITH_SECTIONS[key](**inner) if of_a_model else inner, (*way, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from keys(inner, (*way, index))


WAYS: dict[str, list[Way]] = {}
for name, way in keys(read_study(CONFIG)):
    WAYS.setdefault(name, []).append(way)
SCHEMA = study_schema()
NAMES = [
    *(arm["name"] for arm in CONFIG["arms"]),
    *CONFIG["tuning"],
    *CONFIG["preparations"],
    *CONFIG["data"]["organs"],
]


def schema_of(name: str) -> dict[str, Any]:
    section, _, key = name.partition(".")
    whole = SCHEMA if section == StudySettings.__name__ else SCHEMA["$defs"][section]
    return whole["properties"][key]


def others(schema: dict[str, Any], value: Any) -> Iterator[Any]:
    """Values beside `value` that `schema` may allow; names of the study where it allows a text."""
    schema = SCHEMA["$defs"][schema["$ref"].removeprefix(PREFIX)] if "$ref" in schema else schema
    for choice in [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        yield from others(choice, value)
    yield from schema.get("enum", ())
    kind = schema.get("type")
    if kind == "null":
        yield None
    elif kind == "boolean":
        yield not value
    elif kind in ("integer", "number"):
        now = value if isinstance(value, int | float) else schema.get("minimum", 1)
        step = schema.get("multipleOf", 1)
        numbers = [now + step, now - step, 2 * now, now / 2, now + 0.1]
        yield from (int(number) for number in numbers) if kind == "integer" else numbers
    elif kind == "string":
        yield from (f"{value or ''}x", *NAMES)
    elif kind == "array":
        items, now = schema["items"], list(value) if isinstance(value, list) else []
        for index, item in enumerate(now):
            yield from ([*now[:index], other, *now[index + 1 :]] for other in others(items, item))
        yield from ([other] * schema.get("maxItems", 1) for other in others(items, None))
    elif kind == "object" and isinstance(value, dict):
        yield from ({key: inner for key, inner in value.items() if key != left_out} for left_out in value)
        inside = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
        yield from ({**value, key: other} for key in value for other in others(inside[0], value[key]))


def with_value(way: Way, value: Any) -> dict[str, Any]:
    """The study's configuration with another value for one key."""
    config = copy.deepcopy(CONFIG)

    def step(part: Any, key: str | int) -> Any:
        return part[key] if isinstance(part, list) else part.setdefault(key, {})

    reduce(step, way[:-1], config)[way[-1]] = value
    return config


def changed(name: str) -> Iterator[dict[str, Any]]:
    """Studies that differ from the first in this key alone."""
    schema = schema_of(name)
    for way in WAYS[name]:
        values = [OTHER[name]] if name in OTHER else list(others(schema, value_at(way, schema.get("default"))))
        yield from (with_value(way, value) for value in values)


def value_at(way: Way, default: Any) -> Any:
    value: Any = CONFIG
    for key in way:
        if isinstance(value, dict) and key not in value:
            return default
        value = value[key]
    return value


@pytest.fixture(scope="module")
def read(made_input):
    """What a reader is told of a study: its methods text, and its configuration."""

    def read(config: dict[str, Any]) -> tuple[str, str]:
        settings = read_study(config)
        known = {"name", "model", "preparation", "augmentation", "postprocessing"}
        facts = facts_from(
            {"config": settings.spec(), "arms": [arm.model_dump(include=known) for arm in settings.arms]}
        )
        inputs = ReportInput(facts=facts, cases=made_input.cases, metrics=made_input.metrics)
        return str(methods(inputs)), str(provenance(inputs).html)

    return read


@pytest.fixture(scope="module")
def plain(read):
    return read(CONFIG)


def is_silent(name: str) -> bool:
    return bool({name, name.partition(".")[0]} & SILENT)


@pytest.mark.parametrize("name", [name for name in WAYS if name not in ONE_VALUE])
def test_another_value_is_told(name, read, plain):
    configuration_changed = text_changed = False
    for config in changed(name):
        try:
            text, configuration = read(config)
        except StudyError:
            continue  # not a value that goes with the rest
        configuration_changed |= configuration != plain[1]
        text_changed |= text != plain[0]
        if configuration_changed and (text_changed or is_silent(name)):
            break
    assert configuration_changed, f"{name}: say under OTHER which other value it may have"
    assert text_changed != is_silent(name), (
        f"{name}: the methods text says nothing of it: say it in its section's `in_words`, or here that it is silent"
        if not text_changed
        else f"{name}: the methods text says it; it is not silent"
    )


def test_the_study_uses_every_section():
    # a section of nothing but sections has no key of its own
    used = {name.partition(".")[0] for name in WAYS} | {Transforms.__name__}
    assert any(isinstance(each.transforms, Transforms) for each in read_study(CONFIG).augmentations.values())
    waiting, known = [Section], set()
    while waiting:
        below = [kind for kind in waiting.pop().__subclasses__() if kind.__module__.startswith("segstudy.")]
        known |= {kind.__name__ for kind in below}
        waiting += below
    assert used == known
    assert {*WAYS, *used} >= SILENT
