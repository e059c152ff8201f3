from dataclasses import replace

from segstudy.report.paragraphs.channels import channels
from segstudy.report.paragraphs.outside import outside
from segstudy.report.paragraphs.tissues import tissues
from segstudy.report.references import Citations


def with_keys(inputs, training=None, **keys):
    config = {**inputs.facts.config, **keys}
    if training:
        arms = [dict(arm) for arm in config["arms"]]
        arms[0]["training"] = {**arms[0].get("training", {}), **training}
        config["arms"] = arms
    return replace(inputs, facts=replace(inputs.facts, config=config))


def test_only_arms_with_further_channels_are_named(light_input):
    assert channels(light_input) == ""
    first = light_input.arm_names[0]
    told = channels(with_keys(light_input, training={"channels": {"depth": True, "neighbors": 2}}))
    assert told == (
        f"{first} saw the slice’s normalized height i/n and 2 neighboring slices on either side (2.5D) as further "
        "channels."
    )


def test_tissues_and_other_data_are_told_where_there_are_any(light_input):
    cite = Citations()
    assert tissues(light_input, cite) == outside(light_input) == ""
    asked = with_keys(light_input, tissues={"fat": {"organ": "heart"}}, evaluate_on={"others": ["x*"]})
    assert "fat as what lies between −200 and −30 HU within the heart" in tissues(asked, cite)
    assert "(“others” (cases called x*))" in outside(asked)
