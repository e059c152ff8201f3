import pytest


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ({"correction__organ": "hart"}, ["correction.organ", "did you mean 'heart'"]),
        (
            {"postprocessings__clean__organs": ["heart", "aort"]},
            ["postprocessings.clean.organs", "did you mean 'aorta'"],
        ),
        ({"tissues": {"fat": {"organ": "hart"}}}, ["tissues.fat.organ", "did you mean 'heart'"]),
        ({"data__organs": {"background": 1}, "correction": None}, ["data.organs", "no names for organs"]),
        ({"data__organs": {"mean": 1}, "correction": None}, ["data.organs", "no names for organs"]),
        ({"data__organs": {"2d": 1}, "correction": None}, ["data.organs", "'2d' is no name", "dice_2d_mean"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_an_organ_that_is_not_there_is_one_clear_line(only_problem, paths, words):
    text = only_problem(**paths)
    assert [word for word in words if word not in text] == []


def test_2d_images_have_no_tissues(only_problem):
    data = {"layout": "images", "root": "images", "organs": {"heart": 1}}
    text = only_problem(
        data=data, correction=None, tissues={"fat": {"organ": "heart"}}, comparisons={"baseline": "raw"}
    )
    assert "tissues.fat" in text and "no Hounsfield units" in text
