import pytest

from segstudy.application.study_file import read_study_file, with_lines
from segstudy.running.errors import StudyError

STUDY = """study: mine
training:
  epochs: 3
arms:
  - name: raw
    model: enet
  - name: full
    model: {enet: {kernels: x}}
"""


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_values_are_read(study):
    assert read_study_file(study)["training"] == {"epochs": 3}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("study: x\ntraining:\n  batch:4\n  epochs: 3\n", r"line 4: no YAML: .* \(a space belongs .*`batch: 4`\)"),
        ("study: x\ntraining:\n\tbatch: 4\n", r"line 3: no YAML: .*tabs"),
        ("study: [1, 2\n", r"line 2: no YAML"),
        ("- study\n", "no study"),
        ("", "no study"),
    ],
)
def test_what_is_no_study_is_told_with_its_line(study, text, said):
    study.write_text(text)
    with pytest.raises(StudyError, match=said):
        read_study_file(study)


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"gone\.yaml: No such file"):
        read_study_file(tmp_path / "gone.yaml")


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("config: training.epochs: should be more", 3),
        ("config: training.bach: no key is called 'bach'", 2),
        ("config: arms[1] (full).model.enet.kernels: should be int, not 'x'", 8),
        ("config: arms[1] (full).preparation: no preparation", 7),
        ("config: comparisons: is missing", 1),
    ],
)
def test_messages_get_the_line_of_their_key(study, message, line):
    assert with_lines(study, message) == f"{study}:{line}: {message.removeprefix('config: ')}"
