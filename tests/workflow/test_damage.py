"""Files that are cut, changed or lost behind Snakemake's back: a clear message, or the same numbers."""

import pytest

pytestmark = pytest.mark.workflow

MADE = {
    "inspection": "cases/Patient_01.json",
    "complaint": "cases/complaint.txt",
    "cases": "cases.csv",
    "transform": "correction/transform.json",
    "repaired": "correction/Patient_01.nii.gz",
    "image": "prepared/raw/Patient_01.image.b2nd",
    "label": "prepared/raw/Patient_01.label.b2nd",
    "grid": "prepared/raw/Patient_01.grid.json",
    "augmented": "augmented/full/affine/*.image.b2nd",
    "weights": "trained/enet.raw.*/fold-0/weights.safetensors",
    "model": "trained/enet.raw.*/fold-0/model.yaml",
    "raw prediction": "inferred/*/Patient_01.nii.gz",
    "prediction": "predicted/raw/Patient_01.nii.gz",
    "measured": "evaluated/raw/Patient_01.csv",
    "metrics": "metrics.csv",
    "statistics": "statistics.csv",
}
NUMBERS = ("metrics.csv", "statistics.csv", "summary.csv")


def cut(path):
    """Half of a file; of a table, whole lines, so that it still reads as one."""
    content = path.read_bytes()
    half = content[: len(content) // 2]
    path.write_bytes(half[: half.rindex(b"\n") + 1] if path.suffix == ".csv" else half)


def refused(place, *paths):
    done = place.run()
    assert done.code != 0, done.text
    assert "Traceback" not in done.text
    for path in paths:
        assert f"{path.relative_to(place.folder)}: changed or cut" in done.text
    assert "delete it and run again" in done.text


def same_numbers(place, finished):
    done = place.run()
    assert done.code == 0, done.text
    for name in NUMBERS[:2]:
        assert (place.results / name).read_bytes() == (finished.results / name).read_bytes(), name
    assert (place.results / "summary.csv").exists()


def found(place, what):
    return next(place.results.glob(MADE[what]))


def test_what_was_cut_is_named_and_made_again_once_deleted(finished_study, study_copy):
    damaged = [found(study_copy, what) for what in ("prediction", "metrics", "measured")]
    for path in damaged:
        cut(path)
    refused(study_copy, damaged[0])
    for path in damaged:
        path.unlink(missing_ok=True)
    same_numbers(study_copy, finished_study)


@pytest.mark.slow
@pytest.mark.parametrize("what", MADE)
def test_every_kind_of_file_when_cut(finished_study, study_copy, what):
    path = found(study_copy, what)
    cut(path)
    done = study_copy.run()
    if done.code:
        assert "Traceback" not in done.text
        assert f"{path.relative_to(study_copy.folder)}: changed or cut" in done.text
        path.unlink()
    same_numbers(study_copy, finished_study)


@pytest.mark.slow
@pytest.mark.parametrize("what", MADE)
def test_every_kind_of_file_when_lost(finished_study, study_copy, what):
    found(study_copy, what).unlink()
    same_numbers(study_copy, finished_study)
