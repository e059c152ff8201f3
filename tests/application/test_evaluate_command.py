import nibabel as nib
import numpy as np
import pytest
import yaml

from segstudy.application.cli import main
from segstudy.plan.plan import Plan


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """References of two cases, and predictions of them in files and in folders."""
    labels = np.zeros((6, 5, 4), np.uint8)
    labels[1:3, 1:4, 1:3], labels[4] = 2, 7
    for place in ("references/{}.nii.gz", "ours/{}.nii.gz", "a paper's/{}/labels.nii.gz"):
        for case in ("P1", "P2"):
            path = tmp_path / place.format(case)
            path.parent.mkdir(parents=True, exist_ok=True)
            nib.save(nib.Nifti1Image(labels, np.eye(4)), path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_folders_become_a_study_that_can_be_planned(folders):
    assert main(["evaluate", "references", "ours", "a paper's", "--write-only"]) == 0
    study = yaml.safe_load((folders / "evaluation.yaml").read_text())
    assert study["data"]["organs"] == {"label_2": 2, "label_7": 7}
    plan = Plan(study)
    assert list(plan.runs) == ["ours", "a-paper-s"] and plan.labelled == ["P1", "P2"]
    assert plan.made_elsewhere["a-paper-s"].files["P2"] == "a paper's/P2/labels.nii.gz"
    assert plan.cases["P1"].image is None
    assert "ignore" not in study["data"]
    # the same again is no other study, and options stand anywhere
    assert main(["evaluate", "references", "ours", "--write-only", "a paper's"]) == 0


def test_what_is_missing_or_differs_is_one_line(folders, capsys):
    said = {
        ("references", "ours", "--organ", "heart"): "should be a name and its integer, such as heart=2",
        ("nowhere", "ours"): "nowhere: no folder",
        ("references", "nothing"): "nothing: holds no label maps",
    }
    (folders / "nothing").mkdir()
    for arguments, words in said.items():
        assert main(["evaluate", *arguments, "--write-only"]) == 2
        assert words in capsys.readouterr().err
    (folders / "ours/P2.nii.gz").unlink()
    assert main(["evaluate", "references", "ours", "--organ", "heart=2", "--write-only"]) == 2
    assert "for P2; bring these predictions" in capsys.readouterr().err
    assert main(["evaluate", "references", "ours", "--organ", "heart=2", "--missed", "--write-only"]) == 2
    assert "choose another --name" in capsys.readouterr().err
    assert main(["evaluate", "references", "ours", "--missed", "--name", "b", "--write-only"]) == 0


def test_in_segthors_layout_the_scan_lies_beside(folders):
    for case in ("P1", "P2"):
        (folders / "segthor" / case).mkdir(parents=True)
        for name in ("GT", case):
            (folders / "segthor" / case / f"{name}.nii.gz").write_bytes(
                (folders / "references" / f"{case}.nii.gz").read_bytes()
            )
    assert main(["evaluate", "segthor", "ours", "--write-only"]) == 0
    plan = Plan(yaml.safe_load((folders / "evaluation.yaml").read_text()))
    assert plan.cases["P1"].image == "segthor/P1/P1.nii.gz" and plan.cases["P1"].label == "segthor/P1/GT.nii.gz"


def test_who_names_organs_asks_for_these_alone(folders):
    assert main(["evaluate", "references", "ours", "--organ", "heart=2", "--write-only"]) == 0
    data = yaml.safe_load((folders / "evaluation.yaml").read_text())["data"]
    assert data["organs"] == {"heart": 2} and data["ignore"] == [7]
