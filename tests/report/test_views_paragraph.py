import dataclasses

from segstudy.report.methods import methods


def with_views(inputs, **arm):
    first, *others = inputs.facts.config["arms"]
    config = {**inputs.facts.config, "arms": [first, *others, {**first, "name": "seen", **arm}]}
    return dataclasses.replace(inputs, facts=dataclasses.replace(inputs.facts, config=config)), first["name"]


def test_a_study_of_slices_as_they_are_says_nothing_of_views(light_input):
    assert "Representations" not in dict(methods(light_input)[0])


def test_polar_views_are_described_and_cited_with_who_laid_them(light_input):
    inputs, first = with_views(
        light_input, representation="polar", source_arm=light_input.facts.config["arms"][0]["name"]
    )
    paragraphs, references = methods(inputs)
    words = dict(paragraphs)["Representations"]
    assert f"seen, laid by the predictions of {first}" in words
    assert "256 × 256 pixels" in words and "hysteresis between 0 and 0.4" in words
    assert any("polar image transformations" in reference for reference in references)


def test_an_oracles_views_are_called_an_upper_bound(light_input):
    inputs, _ = with_views(light_input, name="seen_oracle", representation="crop", source_arm="truth")
    words = dict(methods(inputs)[0])["Representations"]
    assert "seen_oracle, laid by the label maps themselves, an upper bound" in words
    assert "padded by 32 pixels" in words and "fused by OR" in words
