import logging
import warnings

import pytest
import torch

from segstudy.training.determinism import deterministic_kernels

GPU = torch.device("cuda")


def test_a_gpu_takes_such_kernels_and_none_afterwards(caplog):
    told = "max_unpool does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms'"
    with (
        caplog.at_level(logging.INFO),
        pytest.warns(UserWarning, match="another"),
        pytest.raises(KeyError),
        deterministic_kernels(True, GPU),
    ):
        assert torch.are_deterministic_algorithms_enabled()
        assert torch.is_deterministic_algorithms_warn_only_enabled()
        for words in (told, "another", told):
            warnings.warn(words, stacklevel=1)
        raise KeyError
    assert not torch.are_deterministic_algorithms_enabled()
    assert caplog.messages == ["training.deterministic: max_unpool has no kernel that gives the same bytes each time"]


@pytest.mark.parametrize(("wanted", "device"), [(False, GPU), (True, torch.device("cpu"))])
def test_else_nothing_changes(wanted, device):
    with deterministic_kernels(wanted, device):
        assert not torch.are_deterministic_algorithms_enabled()
