import pytest

WITH = "training__loss"


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ("diec", "training.loss: should be 'dice_ce', 'ce'"),
        ({"diec": 1}, "training.loss.diec: no key is called 'diec'; did you mean 'dice'?"),
        ({}, "training.loss: names no loss"),
        ({"dice": -1}, "training.loss.dice: should be greater than 0, not -1"),
        ({"dice": "much"}, "training.loss.dice: "),
        ({"tversky": {"delta": 0.3}}, "training.loss.tversky.delta: no key is called 'delta'"),
        ({"topk": {"share": 2}}, "training.loss.topk.share: should be less than or equal to 1, not 2"),
    ],
)
def test_a_bad_loss_is_one_line(only_problem, loss, words):
    assert only_problem(**{WITH: loss}).removeprefix("config: ").startswith(words)


def test_a_network_that_finds_centers_has_its_own_loss(only_problem, demo):
    arm = {"name": "centers", "model": {"hourglass": {"depth": 3}}, "preparation": demo["arms"][0]["preparation"]}
    line = only_problem(arms=[*demo["arms"], {**arm, "training": {"loss": "tversky"}}])
    assert "(centers).training.loss: hourglass finds centers and has a loss of its own" in line
