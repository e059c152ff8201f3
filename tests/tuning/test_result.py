import pytest

from segstudy.running.errors import StudyError
from segstudy.tuning.kept import keep, read_kept
from segstudy.tuning.result import TrialResult, read_trial

RESULT = TrialResult(3, "complete", {"learning_rate": 0.001, "optimizer": "adam"}, {}, 0.7, [0.5, 0.7], 12.5)


def test_a_trial_comes_back_from_its_file(tmp_path):
    path = tmp_path / "3.json"
    path.write_text(RESULT.as_json())
    assert read_trial(path) == RESULT


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"number": 3'])
def test_what_is_no_trial_is_told(tmp_path, text):
    path = tmp_path / "3.json"
    path.write_text(text)
    with pytest.raises(StudyError, match=r"3\.json: is no trial"):
        read_trial(path)


def test_a_kept_result_counts_for_its_own_stamp_only(tmp_path):
    path = tmp_path / "kept" / "trial-3.json"
    assert read_kept(path, "a") is None
    keep(path, "a", RESULT)
    assert read_kept(path, "a") == RESULT
    assert read_kept(path, "b") is None
    path.write_text("torn")
    assert read_kept(path, "a") is None
