import logging
import os
import subprocess
import sys
import threading

import torch

from segstudy.running.device import choose_device, claim_gpu
from segstudy.running.locks import try_lock


def test_jobs_on_one_machine_get_different_gpus_in_order(tmp_path):
    first, lock_of_first = claim_gpu(["a", "b", "c"], tmp_path)
    second, lock_of_second = claim_gpu(["a", "b", "c"], tmp_path)
    assert (first, second) == (0, 1)
    lock_of_first.close()
    assert claim_gpu(["a", "b", "c"], tmp_path)[0] == 0
    lock_of_second.close()


def test_a_gpu_is_the_same_whatever_number_a_process_gives_it(tmp_path):
    _, lock = claim_gpu(["b"], tmp_path)
    index, other = claim_gpu(["b", "a"], tmp_path)
    assert index == 1
    lock.close()
    other.close()


def test_never_two_on_one_gpu(tmp_path, caplog):
    lock = try_lock(tmp_path / "only.lock")
    threading.Timer(0.5, lock.close).start()
    with caplog.at_level(logging.INFO):
        index, claimed = claim_gpu(["only"], tmp_path, pause=0.05)
    assert index == 0
    assert "waiting for a GPU" in caplog.text
    claimed.close()


def test_cuda_is_chosen_where_there_is_one():
    assert choose_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_hidden_gpus_are_not_used():
    code = "from segstudy.running.device import choose_device; print(choose_device())"
    hidden = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    told = subprocess.run([sys.executable, "-c", code], env=hidden, capture_output=True, text=True, check=True)
    assert told.stdout == "cpu\n"
