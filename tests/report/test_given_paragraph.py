import dataclasses

from segstudy.report.methods import methods
from segstudy.report.sections.distributions import distributions
from segstudy.report.sections.limits import limits

GIVEN = {"name": "theirs", "given": {"files": "x/{case}.nii.gz", "labels": {"heart": 51}, "missing": "missed"}}
CONTROL = {"name": "truth", "control": "truth"}


def with_arms(inputs, *arms):
    config = {**inputs.facts.config, "arms": [*inputs.facts.config["arms"], *arms]}
    return dataclasses.replace(inputs, facts=dataclasses.replace(inputs.facts, config=config))


def test_that_nobody_knows_whom_a_given_arm_learned_from_is_said(made_input):
    told = dict(methods(with_arms(made_input, GIVEN))[0])
    assert "Nobody knows here whom their networks were trained on" in told["Given predictions"]
    assert "theirs says nothing of esophagus, trachea and aorta" in told["Given predictions"]
    assert "a case without a prediction counts as missed" in told["Given predictions"]
    assert "handed in as label maps" in str(limits(with_arms(made_input, GIVEN)).html)
    assert "Given" not in told["Networks and training"]
    assert not {"Given predictions", "Controls"} & set(dict(methods(made_input)[0]))


def test_a_control_is_a_bound_and_no_arm_of_its_own(made_input):
    inputs = with_arms(made_input, CONTROL)
    assert dict(methods(inputs)[0])["Controls"] == (
        "Controls bound what can be reached: truth is the label maps themselves, the ceiling."
    )
    assert "truth was told the very label maps" in str(limits(inputs).html)


def test_a_second_readers_mean_is_a_line_in_every_box_plot(made_input):
    assert "reader" not in str(distributions(made_input).html)
    arm = made_input.arm_names[0]
    config = {**made_input.facts.config, "report": {"reader": arm}}
    inputs = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, config=config))
    html = str(distributions(inputs).html)
    assert f"The dashed line is the mean of {arm}" in html
    dashed = html.count("dasharray") - str(distributions(made_input).html).count("dasharray")
    assert dashed == html.count("<figure") > 0
