import pytest

from segstudy.tuning.spec import SearchSpec

SPACE = {
    "learning_rate": {"low": 1e-4, "high": 1e-2, "log": True, "step": None, "whole": False},
    "plateau.patience": {"low": 2, "high": 10, "log": False, "step": None, "whole": True},
    "model.kernels": {"low": 16, "high": 64, "log": False, "step": 16, "whole": True},
    "optimizer": ["adam", "adamw"],
}


@pytest.fixture
def spec():
    return SearchSpec(search="wide", fold=1, number=0, earlier=0, seed=42, space=SPACE, pruning="median")
