import pytest
import torch

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS, argument_names
from segstudy.running.errors import StudyError


def test_logits_of_the_attention_unet_have_the_inputs_size():
    network = build_model(MODELS["attention_unet"], 1, 5, channels=[4, 8, 16]).eval()
    assert network(torch.zeros(2, 1, 16, 24)).shape == (2, 5, 16, 24)


def test_its_arguments_are_those_a_study_may_set():
    assert argument_names("attention_unet") == ("channels", "dropout")


def test_a_size_its_levels_do_not_divide_is_refused():
    with pytest.raises(StudyError, match="divisible by 4"):
        build_model(MODELS["attention_unet"], 1, 2, channels=[4, 8, 16])(torch.zeros(1, 1, 18, 16))


def test_its_dropout_is_the_one_asked_for():
    network = build_model(MODELS["attention_unet"], 1, 2, channels=[4, 8, 16], dropout=0.37)
    assert {layer.p for layer in network.modules() if isinstance(layer, torch.nn.Dropout)} - {0} == {0.37}
