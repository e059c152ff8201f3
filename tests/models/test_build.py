import pytest

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS


def test_a_network_is_built_with_what_the_study_gives_and_its_arguments():
    network = build_model(MODELS["enet"], 2, 3, kernels=4, factor=2)
    assert network.initial.convolution.in_channels == 2
    assert network.end[-1].out_channels == 3


def test_only_a_network_for_volumes_is_given_a_patch():
    build_model(MODELS["enet"], 1, 2, [16, 16, 16], kernels=4)
    network = build_model(MODELS["unetr"], 1, 2, [16, 32, 16], features=4, hidden=12, mlp=12, heads=3)
    assert network.feat_size == (1, 2, 1)
    with pytest.raises(TypeError):
        build_model(MODELS["unetr"], 1, 2)


@pytest.mark.parametrize("builder", ["segstudy.models.enet:Nothing", "segstudy.models.nothing:ENet"])
def test_a_builder_that_is_not_there_is_refused(builder):
    with pytest.raises((AttributeError, ImportError)):
        build_model(builder, 1, 2)
