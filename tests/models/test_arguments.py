import pytest

from segstudy.models.arguments import arguments_of, wanted_instead


def test_arguments_have_the_defaults_of_their_network():
    assert {name: argument.default for name, argument in arguments_of("enet").items()} == {
        "kernels": 16,
        "factor": 4,
        "dropout": 0.1,
        "dropout_early": 0.01,
    }
    assert arguments_of("unet3d")["channels"].default == (16, 32, 64, 128, 256)  # the name of a constant
    assert arguments_of("smp_unet")["encoder_weights"].default is None


@pytest.mark.parametrize(
    ("model", "argument", "value", "wanted"),
    [
        ("enet", "kernels", 8, None),
        ("enet", "kernels", 8.0, "int"),
        ("enet", "kernels", True, "int"),
        ("enet", "dropout", 0, None),
        ("enet", "dropout", "high", "float"),
        ("enet", "no_such", "high", None),
        ("smp_unet", "encoder_weights", None, None),
        ("smp_unet", "encoder_weights", 3, "str | None"),
        ("unet3d", "norm", "instance", None),
        ("unet3d", "norm", "layer", "Literal['batch', 'instance']"),
        ("unet3d", "channels", [4, 8], None),
        ("unet3d", "channels", [4, "8"], "Sequence[int]"),
        ("unet3d", "channels", 4, "Sequence[int]"),
        ("dynunet", "residual", 1, "bool"),
    ],
)
def test_a_value_of_another_kind_is_told(model, argument, value, wanted):
    assert wanted_instead(model, argument, value) == wanted
