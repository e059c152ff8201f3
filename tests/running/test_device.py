import logging
import os
import subprocess
import sys
import threading
import time

import pytest
import torch

from segstudy.running import device
from segstudy.running.device import choose_device, claim_gpu
from segstudy.running.errors import StudyError
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


def claims(count, names, folder, sharing):
    """The GPUs that so many jobs get, one after another, and what lets them go."""
    claimed = [claim_gpu(names, folder, sharing) for _ in range(count)]
    return [index for index, _ in claimed], [lock for _, lock in claimed]


def test_trainings_that_share_are_spread_over_the_gpus(tmp_path, caplog):
    indices, locks = claims(4, ["a", "b"], tmp_path, 2)
    assert indices == [0, 1, 0, 1]
    threading.Timer(0.5, locks[1].close).start()
    with caplog.at_level(logging.INFO):
        index, fifth = claim_gpu(["a", "b"], tmp_path, 2, pause=0.05)
    assert index == 1
    assert caplog.text.count(f"process {os.getpid()}") == 4  # which all are named
    for lock in (*locks, fifth):
        lock.close()


def test_a_gpu_that_is_shared_is_nobodys_alone_and_the_other_way_round(tmp_path):
    for first, second in ((3, 1), (1, 3)):
        _, lock = claim_gpu(["only"], tmp_path, first)
        threading.Timer(0.3, lock.close).start()
        began = time.monotonic()
        claim_gpu(["only"], tmp_path, second, pause=0.02)[1].close()
        assert time.monotonic() - began > 0.25


def test_a_share_ends_with_its_process(tmp_path):
    code = "import sys; from pathlib import Path; from segstudy.running.device import claim_gpu\n"
    code += "claimed = claim_gpu(['only'], Path(sys.argv[1]), 2); print('claimed', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "claimed\n"
        assert not _is_free(tmp_path)
        other.kill()
    assert _is_free(tmp_path)


def _is_free(folder):
    lock = try_lock(folder / "only.lock")
    if lock:
        lock.close()
    return lock is not None


@pytest.mark.parametrize("sharing", [0, -1])
def test_no_training_on_a_gpu_is_refused(sharing):
    with pytest.raises(StudyError, match=f"trainings_per_gpu: {sharing}"):
        choose_device(sharing)


def test_apples_gpu_is_chosen_where_there_is_one(monkeypatch, tmp_path):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(device.tempfile, "gettempdir", lambda: str(tmp_path))
    assert choose_device() == torch.device("mps")
    assert "mps.lock" in {path.name for path in tmp_path.rglob("*")}
    device._held.pop().close()


def test_cuda_is_chosen_where_there_is_one():
    assert choose_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_hidden_gpus_are_not_used():
    code = "from segstudy.running.device import choose_device; print(choose_device())"
    hidden = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    told = subprocess.run([sys.executable, "-c", code], env=hidden, capture_output=True, text=True, check=True)
    assert told.stdout == "cpu\n"
