import dataclasses
import re

import pytest

from segstudy.report.inputs import ReportInput
from segstudy.report.methods import methods
from segstudy.report.references import REFERENCES, Citations


def text_of(inputs: ReportInput) -> str:
    return "\n".join(f"{heading}. {text}" for heading, text in methods(inputs)[0])


def test_methods_hold_the_numbers_of_the_study(made_input: ReportInput) -> None:
    text = text_of(made_input)
    for told in (
        "12 synthetic thoracic CT scans",
        "1 further case was left out",
        "3 folds",
        "with 1 seed (42)",
        "learning rate 0.003",
        "12 epochs",
        "intensities clipped to −1000 to 1000 HU",
        "rotated by up to ±10°",
        "binary closing (2 mm)",
        "rose from 0.210 to 0.982",
        "In 12 cases, 36 voxels had been lost outside the volume",
        "α was 0.05",
        "PyTorch 2.13.0",
    ):
        assert told in text, told


def test_every_citation_has_its_reference_in_order(made_input: ReportInput) -> None:
    text, references = text_of(made_input), methods(made_input)[1]
    numbers = [int(number) for group in re.findall(r"\[([\d, ]+)\]", text) for number in group.split(",")]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(references) + 1))
    assert references[0].startswith("Paszke")


def test_only_what_was_used_is_cited(made_input: ReportInput) -> None:
    references = " ".join(methods(made_input)[1])
    assert "Wilcoxon" in references and "Holm" in references
    for unused in ("Mann HB", "Lambert", "Decoupled", "Jaccard", "Efron"):
        assert unused not in references


def test_unpaired_protocol_and_a_study_without_correction(made_input: ReportInput) -> None:
    config = {**made_input.facts.config, "correction": None}
    config["data"] = {**config["data"], "layout": "table", "root": "cases.csv"}
    config["comparisons"] = {**config["comparisons"], "protocol": "published"}
    facts = dataclasses.replace(made_input.facts, config=config, is_phantom=False)
    changed = dataclasses.replace(made_input, facts=facts)
    text, references = text_of(changed), " ".join(methods(changed)[1])
    assert "Label correction" not in text
    assert "Mann HB" in references and "Biometrics Bulletin" in references
    assert "phantom" not in text


def test_unknown_reference_is_an_error() -> None:
    with pytest.raises(KeyError):
        Citations()("nobody 1999")
    assert all("  " not in told and re.search(r"\b(19|20)\d\d\b", told) for told in REFERENCES.values())


def test_transforms_presets_schedules_and_averages_have_their_sources(made_input: ReportInput) -> None:
    config = {**made_input.facts.config}
    transforms = {"mixup": {}, "cutout": {}, "grid_distortion": {"p": 0}}
    config["augmentations"] = {
        name: {"preset": "torchio", "transforms": transforms} for name in config["augmentations"]
    }
    config["training"] = {**config["training"], "schedule": "cosine", "ema": 0.9, "clip_norm": 1}
    changed = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, config=config))
    told, before = (" ".join(methods(each)[1]) for each in (changed, made_input))
    for author in ("Pérez-García", "Simard", "DeVries", "Zhang H", "SGDR", "Polyak", "Pascanu"):
        assert author in told and author not in before, author
    assert "Buslaev" not in told
