import gzip
import os
import pty
import shutil
import subprocess
import sys
import termios

import numpy as np
import pydicom
import pytest

from segstudy.application.cli import main
from segstudy.tables.summary import summary_table
from segstudy.volumes.nifti import read_image, read_labels, write_volume


@pytest.fixture
def said(capfd):
    """Runs the command; returns its status and what it said on both streams."""

    def run(*words):
        status = main([str(word) for word in words])
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_one_scan_becomes_a_label_map_in_its_grid(said, results, scan_file, tmp_path):
    target = tmp_path / "new/seg.nii.gz"
    status, _, err = said("predict", "--arm", results / "tiny/full", scan_file, "--out", target)
    assert status == 0
    assert "heart" in err
    assert "made-up patients" in err
    labels, scan = read_labels(target), read_image(scan_file)
    assert labels.array.shape == scan.array.shape
    np.testing.assert_array_equal(labels.affine, scan.affine)
    assert [path.name for path in target.parent.iterdir()] == ["seg.nii.gz"]


def test_a_folder_of_scans_goes_on_past_a_bad_one(said, results, scan_file, phantoms, tmp_path):
    scans = tmp_path / "scans"
    scans.mkdir()
    shutil.copy(scan_file, scans / "a.nii.gz")
    write_volume(scans / "b.nii.gz", phantoms["Patient_03"].label)
    shutil.copy(scan_file, scans / "c.nii.gz")
    status, _, err = said("predict", "--arm", results / "tiny/full", scans, "--out", tmp_path / "out")
    assert status == 2
    assert "looks like a label map" in err
    assert "1 of 3 scans could not be predicted" in err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.nii.gz", "c.nii.gz"]


def test_a_dicom_series_becomes_label_map_and_dicom_seg(said, results, dicom_writer, phantoms, secrets, tmp_path):
    dicom_writer(tmp_path / "series", phantoms["Patient_03"].image)
    out = tmp_path / "seg.nii.gz"
    arguments = ("predict", "--arm", results / "tiny/full", tmp_path / "series", "--out", out)
    status, _, err = said(*arguments, "--dicom-seg", tmp_path / "seg.dcm")
    assert status == 0, err
    assert pydicom.dcmread(tmp_path / "seg.dcm").Modality == "SEG"
    made = gzip.decompress(out.read_bytes()) + (tmp_path / "seg.dcm").read_bytes() + err.encode()
    assert [secret for secret in secrets if secret in made] == []


def test_without_an_arm_the_best_of_the_one_study_predicts_into_this_folder(
    said, results, dicom_writer, phantoms, tmp_path, monkeypatch
):
    dicom_writer(tmp_path / "series", phantoms["Patient_03"].image)
    shutil.copytree(results / "tiny", tmp_path / "results/tiny")
    means = {"full": 0.4, "cleaned": 0.7}
    table = summary_table(["esophagus", "heart", "trachea", "aorta"])
    rows = [[{"arm": arm, "dice_mean": mean}.get(name, 1) for name in table.names] for arm, mean in means.items()]
    table.write(tmp_path / "results/tiny" / table.name, rows)
    monkeypatch.chdir(tmp_path)
    status, out, _ = said("predict", "--list")
    assert [line.split()[0] for line in out.splitlines()] == ["results/tiny/cleaned", "results/tiny/full"]
    assert "(Dice 0.700, the best; enet" in out
    status, _, err = said("predict", "series")
    assert status == 0
    assert "note: by results/tiny/cleaned, the best of its study (mean Dice 0.700)" in err
    assert (tmp_path / "series_labels.nii.gz").exists()


def test_arms_are_listed(said, results):
    status, out, _ = said("predict", "--list", "--results", results)
    assert status == 0
    assert out.splitlines()[0].startswith(f"{results / 'tiny/full'}  (enet; 2 networks; esophagus, heart")
    assert "cleaned  (enet, clean;" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--out", "o.nii.gz"], "predict needs a scan (see"),
        (["scan", "--results", "absent"], "no study has trained arms: name one with --arm"),
        (["scan", "--arm", "ARM", "--out", "o.nii.gz", "--fold", "9"], "has no fold 9"),
        (["absent.nii.gz", "--arm", "ARM", "--out", "o.nii.gz"], "there is no such file"),
        (["SCAN", "--arm", "absent/full", "--out", "o.nii.gz"], "no arm is there"),
        (["SCAN", "SCAN", "--arm", "ARM", "--out", "o.nii.gz"], "2 scans need a folder"),
        (["SCAN", "SCAN", "--arm", "ARM", "--out", "o"], "one name"),
        (["SCAN", "--arm", "ARM", "--out", "SCAN"], "would overwrite its scan"),
        (["SCAN", "--arm", "ARM", "--out", "o.nii.gz", "--dicom-seg", "o.dcm"], "needs a DICOM series"),
        (["--list", "--results", "absent"], "no study here has trained arms"),
        (["SCAN", "--arm", "ARM", "--out", "/proc/absent/o.nii.gz"], "/proc/absent"),
    ],
)
def test_bad_input_gets_one_line_and_status_2(said, results, scan_file, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    names = {"ARM": results / "tiny/full", "SCAN": scan_file}
    status, out, err = said("predict", *[names.get(word, word) for word in words])
    assert status == 2
    lines = [line for line in err.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1
    assert message in lines[0]
    assert out == ""
    assert scan_file.stat().st_size > 1000


def test_a_wrong_option_gets_one_line_and_status_2(capfd):
    with pytest.raises(SystemExit) as end:
        main(["predict", "--arms", "x"])
    assert end.value.code == 2
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_progress_is_shown_on_a_terminal(results, scan_file, phantoms, tmp_path):
    slices = phantoms["Patient_03"].image.array.shape[2]
    here, there = pty.openpty()
    termios.tcsetwinsize(there, (24, 120))
    words = [sys.executable, "-m", "segstudy", "predict", "--arm", results / "tiny/full", scan_file]
    process = subprocess.Popen([*words, "--out", tmp_path / "seg.nii.gz"], stderr=there, stdout=there)
    os.close(there)
    output = b""
    while True:
        try:
            block = os.read(here, 4096)
        except OSError:  # the terminal closes with the process
            break
        if not block:
            break
        output += block
    assert process.wait() == 0
    assert b"Predicting slices" in output
    assert f"{slices}/{slices}".encode() in output
