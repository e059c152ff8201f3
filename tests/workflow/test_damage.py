"""Files that are cut, changed or lost behind the study's back: the same numbers."""

import pytest

pytestmark = pytest.mark.workflow

MADE = {
    "inspection": "cases/Patient_01.json",
    "errors": "cases/validation_errors.txt",
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


def same_numbers(place, finished):
    done = place.run(*(f"results/tiny/{name}" for name in NUMBERS))
    assert done.code == 0, done.text
    for name in NUMBERS[:2]:
        assert (place.results / name).read_bytes() == (finished.results / name).read_bytes(), name
    assert (place.results / "summary.csv").exists()


def found(place, what):
    return next(place.results.glob(MADE[what]))


def test_what_was_cut_is_made_again(finished_study, study_copy):
    for what in ("prediction", "metrics", "measured"):
        cut(found(study_copy, what))
    same_numbers(study_copy, finished_study)


@pytest.mark.slow
@pytest.mark.parametrize("what", MADE)
def test_every_kind_of_file_when_cut(finished_study, study_copy, what):
    cut(found(study_copy, what))
    same_numbers(study_copy, finished_study)


@pytest.mark.slow
@pytest.mark.parametrize("what", MADE)
def test_every_kind_of_file_when_lost(finished_study, study_copy, what):
    found(study_copy, what).unlink()
    same_numbers(study_copy, finished_study)


def test_folds_that_were_swapped_with_all_their_records_are_trained_again(study_copy):
    for place in (study_copy.results, study_copy.results / "seals"):
        first = next((place / "trained").glob("enet.raw.*")) / "fold-0"
        second, aside = first.with_name("fold-1"), first.with_name("aside")
        first.rename(aside)
        second.rename(first)
        aside.rename(second)
    assert study_copy.plan(study_copy.numbers())["train"] == 2
