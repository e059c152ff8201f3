"""Networks as a methods text calls them, and the publications they come from."""

from collections.abc import Mapping
from typing import Any

from segstudy.config.sections import ensembles, given, nnunet, sam2
from segstudy.config.sections.words import short
from segstudy.models.registry import MODELS, ModelWords, built_of, model_words
from segstudy.report.references import REFERENCES, Citations

# What is no network of this project's: their sections of the configuration say how they are called.
OTHERS = {
    nnunet.MODEL: ModelWords(nnunet.NAME, nnunet.SOURCE),
    **{model: ModelWords(name, sam2.SOURCE) for model, name in sam2.NAMES.items()},
    ensembles.ENSEMBLE: ModelWords(ensembles.NAME, ""),
    **{model: ModelWords(name, "") for model, name in given.NAMES.items()},
}


def network_words(name: str) -> ModelWords:
    """What the network of this name is called, and what it comes from.

    Raises:
        StudyError: No network is called so.
    """
    return OTHERS[name] if name in OTHERS else model_words(name)


def called(model: str | Mapping[str, Any]) -> str:
    """`ENet (kernels 16, factor 2)`."""
    name, arguments = _parts(model)
    inside = ", ".join(
        f"{key} {called(value) if name in MODELS and key == built_of(name) else short(value)}"
        for key, value in arguments.items()
    )
    return f"{network_words(name).name} ({inside})" if inside else network_words(name).name


def cited(model: str | Mapping[str, Any], cite: Citations) -> str:
    """The same with the publication its architecture comes from, where there is one."""
    source = network_words(_parts(model)[0]).source
    if not source:
        return called(model)
    return f"{called(model)} {cite(source) if source in REFERENCES else cite.source(source)}"


def _parts(model: str | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if isinstance(model, str):
        return model, {}
    name, arguments = next(iter(model.items()))
    return name, arguments or {}
