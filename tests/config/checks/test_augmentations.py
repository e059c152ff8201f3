import pytest

from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.presets import PRESETS, chosen_transforms


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"preset": "nnunett"}, "preset: should be 'nnunet', "),
        ({"preset": "thesis", "rotate_deg": 5}, " `rotate_deg` is of affine copies"),
        ({"preset": "thesis", "copies": 2}, " `copies` are made once: say `online: false`"),
        ({"mirror_axes": ["columns"]}, " `mirror_axes` and `online` are about `transforms`"),
        ({"transforms": {"mirror": {}}}, " transforms.mirror needs `mirror_axes`"),
        ({"transforms": {"mixup": {}}, "online": False}, " transforms.mixup mixes the samples of a batch"),
        ({"transforms": {"gama": {}}}, "transforms.gama: no key is called 'gama'; did you mean 'gamma'?"),
        ({"transforms": {"gamma": {"p": 2}}}, "transforms.gamma.p: should be less than or equal to 1, not 2"),
        ({"transforms": {"blur": {"low": 3}}}, "transforms: blur: `low` (3) should not be above `high` (1)"),
    ],
)
def test_a_bad_augmentation_is_one_line(only_problem, demo, settings, words):
    line = only_problem(augmentations={"affine": settings}).removeprefix("config: augmentations.affine")
    assert line[1:].startswith(words), line


def test_left_organs_do_not_become_right_ones(only_problem, demo):
    organs = {"lung_left": 1, "heart": 2, "trachea": 3, "aorta": 4}
    line = only_problem(data__organs=organs, augmentations={"affine": {"preset": "thesis", "mirror_axes": ["columns"]}})
    assert "augmentations.affine.mirror_axes: mirrored along columns, lung_left would lie on the other side" in line


@pytest.mark.parametrize("who", ["study", "arm"])
def test_nor_by_the_flips_of_patches(only_problem, demo, who):
    organs = {"lung_left": 1, "heart": 2, "trachea": 3, "aorta": 4}
    patches = {"size": [32, 32, 16], "flips": ["rows", "columns"]}
    arm = {"name": "volumes", "model": "unet3d", "preparation": "full"}
    if who == "study":
        line = only_problem(data__organs=organs, training__patches=patches)
    else:
        line = only_problem(data__organs=organs, arms=[*demo["arms"], {**arm, "training": {"patches": patches}}])
    assert "patches.flips: mirrored along columns, lung_left would lie on the other side" in line


def test_a_batch_of_one_has_nobody_to_be_mixed_with(only_problem, demo):
    arms = [{**arm, "training": {"batch": 1}} if arm.get("augmentation") else arm for arm in demo["arms"]]
    line = only_problem(arms=arms, augmentations={"affine": {"transforms": {"mixup": {}}}})
    assert ".augmentation: `mixup` mixes the samples of a batch, and a batch of one has no other" in line


def test_views_are_not_changed_online(only_problem, demo):
    arms = [*demo["arms"], {**demo["arms"][0], "name": "polar", "augmentation": "affine", "representation": "polar"}]
    arms[-1]["source_arm"] = demo["arms"][0]["name"]
    line = only_problem(arms=arms, augmentations={"affine": {"preset": "segthor"}})
    assert "(polar).augmentation: views (`polar`) are not changed online" in line


def test_what_transforms_say_comes_before_a_preset():
    settings = AugmentationSettings(preset="thesis", transforms={"grid_distortion": {"p": 0}, "noise": {}})
    chosen = chosen_transforms(settings.preset, settings.transforms)
    assert list(chosen.used) == ["mirror", "affine", "noise"]
    assert chosen_transforms(None, chosen) is chosen
    assert "mirroring" not in settings.in_words() and settings.in_words().endswith("mirrored never")


def test_the_presets_are_those_a_study_may_name():
    for name in PRESETS:
        assert chosen_transforms(AugmentationSettings(preset=name).preset, None) == PRESETS[name].transforms
    assert set(PRESETS) == set(AugmentationSettings.model_fields["preset"].annotation.__args__[0].__args__)
