"""What a network may be built of that is built of another."""

import pytest

from segstudy.config.checks.study import read_study


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"part": "enett"}, ".part: no network it can be built of is called 'enett'; did you mean 'enet'?"),
        ({"part": "unet3d"}, ".part: no network it can be built of is called 'unet3d'"),
        ({"part": "hourglass"}, ".part: no network it can be built of is called 'hourglass'"),
        ({"part": "joined_crop"}, ".part: no network it can be built of is called 'joined_crop'"),
        ({"part": {"enet": {"kernel": 8}}}, ".part.enet: no argument is called 'kernel'; did you mean 'kernels'?"),
        ({"part": {"enet": {"kernels": "many"}}}, ".part.enet.kernels: should be int, not 'many'"),
        ({"part": {"smp_unet": {"encoder_weights": "x"}}}, ".part.smp_unet: no argument is called 'encoder_weights'"),
        ({"part": {"enet": {}, "customnet": {}}}, ".part: takes one model"),
        ({"part": "enet", "size": 36}, ".size: enet needs sides divisible by 8, not 36 pixels"),
    ],
)
def test_a_bad_part_is_one_line(only_problem, demo, arguments, words):
    arm = {**demo["arms"][0], "name": "joint", "model": {"end_to_end_crop": arguments}}
    line = only_problem(arms=[*demo["arms"], arm])
    assert line.partition(".model.end_to_end_crop")[2].startswith(words), line


@pytest.mark.parametrize("part", [None, "enet", {"enet": {"kernels": 8}}, {"customnet": {"filters": 8}}])
def test_a_good_one_is_none(demo, part):
    arguments = {"size": 64} if part is None else {"size": 64, "part": part}
    arm = {**demo["arms"][0], "name": "joint", "model": {"end_to_end_crop": arguments}}
    assert read_study({**demo, "arms": [*demo["arms"], arm]}).arms[-1].name == "joint"
