from pathlib import Path

import pytest

from segstudy.config.checks.duplicate_keys import check_doubles
from segstudy.running.errors import StudyError

ROOT = Path(__file__).parents[2]


def written(tmp_path, text):
    path = tmp_path / "study.yaml"
    path.write_text(text)
    return path


def test_a_key_given_twice_is_told_with_both_lines(tmp_path):
    path = written(tmp_path, "seed: 1\ntraining:\n  epochs: 3\n  batch: 2\n  epochs: 4\nseed: 2\n")
    with pytest.raises(StudyError) as caught:
        check_doubles([path])
    told = str(caught.value).splitlines()
    assert "config: key 'seed' is there twice (study.yaml, lines 1 and 6); keep one" in told
    assert "config: key 'epochs' is there twice (study.yaml, lines 3 and 5); keep one" in told
    assert len(told) == 2


@pytest.mark.parametrize(
    "text",
    [
        "arms:\n- {name: a}\n- {name: b}\n",
        "a: &x {k: 1}\nb: {<<: *x, <<: *x}\n",
        "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "not: [yaml",
        "",
        '{"seed": 1}',
    ],
)
def test_what_has_no_double_key_passes(tmp_path, text):
    check_doubles([written(tmp_path, text), tmp_path / "nowhere.yaml"])


def test_the_shipped_studies_have_none():
    check_doubles([ROOT / "config.yaml", *(ROOT / "studies").glob("*.yaml")])
