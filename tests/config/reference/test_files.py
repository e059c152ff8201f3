"""The files made from the configuration are what it says now."""

from pathlib import Path

import pytest

from segstudy.config.reference.files import reference_files

ROOT = Path(__file__).parents[3]
FILES = reference_files()


@pytest.mark.parametrize("path", FILES, ids=str)
def test_it_is_made_from_the_configuration_as_it_is(path):
    made = (ROOT / path).read_text(encoding="utf-8")
    assert made == FILES[path], f"{path} is out of date: run `python -m segstudy.config.reference`"
