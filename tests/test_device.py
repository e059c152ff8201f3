import os
import subprocess
import sys

import torch

from segstudy.device import choose_device


def test_cuda_is_chosen_where_there_is_one():
    assert choose_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_hidden_gpus_are_not_used():
    code = "from segstudy.device import choose_device; print(choose_device())"
    hidden = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    told = subprocess.run([sys.executable, "-c", code], env=hidden, capture_output=True, text=True, check=True)
    assert told.stdout == "cpu\n"
