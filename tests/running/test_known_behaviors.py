import json

import pytest

from segstudy.running.behavior import behavior
from segstudy.running.known_behaviors import KnownBehaviors

SOURCE = '"""Words."""\nimport math\n\n\ndef area(r):\n    """Of a disc."""\n    return math.pi * r**2  # said\n'


@pytest.fixture
def file(tmp_path):
    (tmp_path / ".snakemake").mkdir()
    return tmp_path / ".snakemake/behaviors.json"


def test_what_is_kept_is_what_is_found(file):
    first = KnownBehaviors(file)
    assert first.of(SOURCE, False) == behavior(SOURCE, False)
    first.keep()
    kept = json.loads(file.read_text())
    again = KnownBehaviors(file)
    assert again.of(SOURCE, False) == behavior(SOURCE, False)
    again.keep()
    assert json.loads(file.read_text()) == kept


def test_another_content_or_question_is_another_answer(file):
    known = KnownBehaviors(file)
    known.of(SOURCE, False)
    known.keep()
    other = SOURCE.replace("pi", "tau")
    assert KnownBehaviors(file).of(other, False) == behavior(other, False) != behavior(SOURCE, False)
    model = 'NAME = "ENet"\nwidth = 3\n'
    assert KnownBehaviors(file).of(model, True) == behavior(model, True) != KnownBehaviors(file).of(model, False)


@pytest.mark.parametrize("text", ["", "[]", '{"by": "other rules", "known": {}}', "{"])
def test_a_file_that_cannot_be_read_or_is_of_other_rules_is_nothing(file, text):
    file.write_text(text)
    assert KnownBehaviors(file).of(SOURCE, False) == behavior(SOURCE, False)


def test_a_folder_without_records_gets_none(tmp_path):
    known = KnownBehaviors(tmp_path / ".snakemake/behaviors.json")
    known.of(SOURCE, False)
    known.keep()
    assert not list(tmp_path.iterdir())
