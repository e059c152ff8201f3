"""The search for the largest batch, without the GPU whose memory it looks for."""

import runpy
import sys
from pathlib import Path

import pytest
import torch

BENCHMARK = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "largest_batch.py"))


@pytest.mark.parametrize("limit", [0, 1, 2, 7, 8, 9, 100, 101])
def test_the_largest_that_fits_is_found_in_few_tries(limit):
    tried = []
    assert BENCHMARK["largest"](lambda batch: tried.append(batch) or batch <= limit, 100) == min(limit, 100)
    assert len(tried) == len(set(tried)) <= 14 and max(tried) <= 100


def test_without_a_gpu_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(sys, "argv", ["largest_batch.py"])
    BENCHMARK["main"]()
    assert "no GPU" in capsys.readouterr().out
