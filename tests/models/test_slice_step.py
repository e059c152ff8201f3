import pytest
import torch

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS, dimensions, slice_step
from segstudy.running.errors import StudyError

SMALL = {
    "enet": {"kernels": 8, "factor": 2},
    "attention_unet": {"channels": [2, 4, 4]},
    "hourglass": {"features": 8, "depth": 2},
}
NAMES = [name for name in MODELS if dimensions(name) == 2 and slice_step(name, {}) > 1]


def test_networks_that_halve_slices_say_so():
    assert {"enet", "attention_unet", "hourglass", "smp_unet", "smp_deeplabv3plus", "vmunet"} <= {*NAMES}


@pytest.mark.parametrize("name", ["enet", "attention_unet", "hourglass"])
def test_what_a_network_says_of_sides_is_what_it_takes(name):
    arguments = SMALL[name]
    step, network = slice_step(name, arguments), build_model(MODELS[name], 1, 2, **arguments).eval()
    network(torch.zeros(1, 1, 2 * step, 4 * step))
    for rows, columns in ((2 * step + step // 2, 2 * step), (2 * step, 2 * step + step // 2)):
        with pytest.raises(StudyError, match=f"divisible by {step}"):
            network(torch.zeros(1, 1, rows, columns))
