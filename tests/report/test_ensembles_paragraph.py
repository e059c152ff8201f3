import dataclasses

from segstudy.report.methods import methods
from segstudy.report.paragraphs.ensembles import ensembles
from segstudy.report.paragraphs.uncertainty import uncertainty


def changed(made_input, **arm):
    config = dict(made_input.facts.config)
    config["uncertainties"] = {"mc": {"method": "mc_dropout", "passes": 7}, "seeds": {"method": "seed_ensemble"}}
    first, second, *others = config["arms"]
    config["arms"] = [{**first, **arm}, second, *others]
    return first["name"], second["name"], config


def test_a_study_without_either_says_nothing_of_them(made_input):
    assert ensembles(made_input) == uncertainty(made_input) == ""


def test_members_are_named_and_nothing_was_trained(made_input):
    first, second, config = changed(made_input)
    config["arms"] = [*config["arms"], {"name": "both", "ensemble_of": [first, second]}]
    inputs = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, config=config))
    words = ensembles(inputs)
    assert f"both of {first} and {second}" in words
    assert "nothing was trained" in words
    paragraphs = dict(methods(inputs)[0])
    assert paragraphs["Ensembles"] == words
    # no network of its own among those that were fitted
    assert "nsemble" not in paragraphs["Networks and training"]


def test_how_arms_were_asked_is_said(made_input):
    first, _, config = changed(made_input, uncertainty="mc")
    inputs = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, config=config))
    words = uncertainty(inputs)
    assert f"{first} by 7 passes with dropout left on" in words
    assert "within 10 mm" in words
    assert "15 bins" in words
