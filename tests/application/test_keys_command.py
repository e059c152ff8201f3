import pytest

from segstudy.application.cli import main
from segstudy.application.keys_command import all_keys
from segstudy.config.reference.schema import study_schema


def test_every_key_of_the_study_is_known():
    top = {key.name for key in all_keys() if key.section == "The study"}
    assert top == set(study_schema()["properties"])
    assert len(all_keys()) > 150


@pytest.mark.parametrize("asked", ["training.batch", "batch"])
def test_a_key_says_what_it_may_be_and_means(asked, capsys):
    assert main(["keys", asked]) == 0
    said = capsys.readouterr().out
    assert said.startswith("training.batch\n    value: whole number from 1")
    assert "default: 8" in said
    assert "meaning: Slices" in said


def test_a_section_lists_its_keys(capsys):
    assert main(["keys", "folds"]) == 0
    assert "folds.count\n" in capsys.readouterr().out


def test_an_unknown_key_names_the_nearest(capsys):
    assert main(["keys", "training.bach"]) == 2
    assert "near: training.batch" in capsys.readouterr().err


def test_without_a_key_all_sections_are_listed(capsys):
    assert main(["keys"]) == 0
    said = capsys.readouterr().out
    assert "\ntraining\n    epochs, batch, loss" in said
