import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def counts():
    spec = importlib.util.spec_from_file_location("counts", Path(__file__).with_name("counts.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_counts_are_those_of_the_corpus(counts):
    assert counts.parts()[1] == counts.counted(), "run: python tests/reliability/counts.py"


def test_every_test_the_page_names_is_there(counts):
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", counts.PAGE.read_text(encoding="utf-8"))
    assert len(named) > 20
    for path, name in named:
        assert (ROOT / path).is_file(), path
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_the_corpus_is_as_large_as_promised():
    from bad_inputs.corpus import FAMILIES

    kinds = [kind for family in FAMILIES.values() for kind in family]
    assert len(kinds) >= 300
    assert len({str(kind) for kind in kinds}) == len(kinds)
