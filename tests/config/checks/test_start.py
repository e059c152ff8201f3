import pytest

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ({"arm": "ful"}, ".arm: no other trained arm is called 'ful'; did you mean 'full'?"),
        ({"arm": "raw"}, ".arm: no other trained arm is called 'raw'"),
        ({"arm": "full+augmentation"}, ".arm: waits for itself, by way of raw"),
        ({}, ": takes one of `arm`, `trained` and `weights`"),
        ({"arm": "full", "weights": "x"}, ": takes one of `arm`, `trained` and `weights`"),
        ({"arm": "full", "prefix": "x"}, ": `prefix` is about the names in a file of `weights`"),
    ],
)
def test_a_bad_start_is_one_line(only_problem, demo, start, words):
    arms = [dict(arm) for arm in demo["arms"]]
    arms[2]["start_from"] = {"arm": "raw"}
    arms[0]["start_from"] = start
    line = only_problem(arms=arms)
    assert line.partition("start_from")[2].startswith(words), line


def test_networks_that_name_no_encoder_give_all(only_problem, demo):
    arm = {**demo["arms"][0], "name": "attention", "model": "attention_unet"}
    line = only_problem(arms=[*demo["arms"], {**arm, "start_from": {"weights": "x", "part": "encoder"}}])
    assert "(attention).start_from.part: attention_unet does not say which layers are its encoder" in line


def test_arms_without_a_network_begin_with_none(only_problem, demo):
    mean = {"name": "mean", "ensemble_of": ["raw", "full"], "start_from": {"arm": "raw"}}
    assert "(mean).start_from: ensemble has no network that is trained here" in only_problem(arms=[*demo["arms"], mean])


def test_only_networks_of_parts_begin_in_parts(only_problem, demo):
    arm = {**demo["arms"][0], "name": "plain", "start_from": {"arm": "raw", "into": ["fine"]}}
    line = only_problem(arms=[*demo["arms"], arm])
    assert "(plain).start_from.into: enet has no part called fine" in line


def test_networks_without_a_common_layer_are_refused(only_problem, demo):
    arm = {"name": "volumes", "preparation": "full", "start_from": {"arm": "raw"}}
    training = {"patches": {"size": [32, 32, 16]}}
    line = only_problem(arms=[*demo["arms"], {**arm, "model": "unet3d", "training": training}])
    assert "(volumes).start_from.arm: unet3d has no layer of enet, the network of raw" in line


@pytest.mark.parametrize(("model", "wrong"), [(None, True), ({"enet": {"kernels": 4}}, False)])
def test_a_network_that_could_not_learn_is_refused(changed, demo, model, wrong):
    arm = {**demo["arms"][0], "name": "frozen", "start_from": {"arm": "raw", "freeze": True}}
    config = changed(arms=[*demo["arms"], arm | ({"model": model} if model else {})])
    if wrong:
        with pytest.raises(StudyError, match=r"\(frozen\).start_from.freeze: leaves nothing to learn"):
            read_study(config)
    else:
        read_study(config)
