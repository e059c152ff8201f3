import shutil
from pathlib import Path

import pytest

from segstudy.application.cli import main

DEMO = Path(__file__).parents[2] / "studies/demo.yaml"


def test_what_a_study_would_do_is_said(capsys):
    assert main(["check", str(DEMO)]) == 0
    said = capsys.readouterr().out
    assert "12 of 12 patients, 12 with a label map" in said
    assert "6 cases to learn from and 2 to validate on in each" in said
    assert "9: 3 networks on 3 folds" in said


def test_one_case_to_learn_from_is_one(tmp_path, capsys):
    study = tmp_path / "three.yaml"
    study.write_text(DEMO.read_text().replace("patients: 12", "patients: 3"))
    assert main(["check", str(study)]) == 0
    assert "1 case to learn from and 1 to validate on in each" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("epochs:", "epoch:", "training.epoch: no key is called 'epoch'; did you mean 'epochs'?"),
        ("preparation: full", "preparation: fll", "no preparation is called 'fll'"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(old, new, said, tmp_path, capsys):
    study = Path(shutil.copy(DEMO, tmp_path))
    lines = study.read_text().splitlines()
    number = next(number for number, line in enumerate(lines, start=1) if old in line)
    lines[number - 1] = lines[number - 1].replace(old, new)
    study.write_text("\n".join(lines))
    assert main(["check", str(study)]) == 2
    told = capsys.readouterr().err
    assert f"{study}:{number}: " in told
    assert said in told
    assert "Traceback" not in told
