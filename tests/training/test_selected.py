import json

import pytest

from segstudy.config.sections.training import TrainingSettings
from segstudy.training.selected import with_selected
from segstudy.training.spec import TrainingSpec


@pytest.fixture
def spec():
    return TrainingSpec("enet", "m:E", {}, TrainingSettings(), 1, {"disc": 1}, {}, ("a", "b", "c"), ("v",), {})


def test_what_is_not_chosen_is_neither_read_nor_learned_from(spec, tmp_path):
    (tmp_path / "selected.json").write_text(json.dumps(["a", "c", "v"]))
    stems = ["p/a", "p/b", "p/c", "copies/a", "copies/b", "p/v"]
    chosen, read = with_selected(spec, stems, tmp_path / "selected.json")
    assert (chosen.training, chosen.validation) == (("a", "c"), ("v",))
    assert read == ["p/a", "p/c", "copies/a", "p/v"]
