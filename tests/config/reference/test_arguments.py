import pytest

from segstudy.config.reference.arguments import arguments_schema, described
from segstudy.models.registry import MODELS


@pytest.mark.parametrize("model", MODELS)
def test_every_argument_says_what_it_is(model):
    for argument, schema in arguments_schema(model)["properties"].items():
        assert schema.get("description"), f"{model}.{argument}: say what it is under Args: of its docstring"


def test_types_choices_and_defaults_are_read_from_the_source():
    schema = arguments_schema("unet3d")["properties"]
    assert schema["channels"] | {"description": ""} == {
        "type": "array",
        "items": {"type": "integer"},
        "default": [16, 32, 64, 128, 256],
        "description": "",
    }
    assert schema["norm"]["enum"] == ["batch", "instance"]
    assert schema["dropout"]["default"] == 0
    assert arguments_schema("smp_unet")["properties"]["encoder_weights"]["anyOf"] == [
        {"type": "string"},
        {"type": "null"},
    ]


def test_what_the_study_gives_is_no_argument():
    assert not {"self", "in_channels", "classes", "patch"} & set(arguments_schema("unetr")["properties"])


def test_meanings_are_read_from_the_docstring():
    text = """A network.

Args:
    kernels: Filters of the first block,
        doubled further down.
    dropout: Probability: of whole channels.

Raises:
    StudyError: never.
"""
    assert described(text) == {
        "kernels": "Filters of the first block, doubled further down.",
        "dropout": "Probability: of whole channels.",
    }
    assert described("A network.") == {}
