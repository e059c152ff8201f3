"""What people bring: splits, datasets of nnU-Net's, predictions. Each `make` is told in its family."""

import json
from pathlib import Path

import nibabel as nib
import numpy as np
from bad_inputs.files_of_a_case import change_header, change_voxels
from bad_inputs.kind import Family

# make() gives the ending and the content of `folds.file`, of six cases Patient_01 to Patient_06.
SPLITS = Family("splits")
CASES = [f"Patient_{n:02}" for n in range(1, 7)]
HELD_OUT = [CASES[:2], CASES[2:4], CASES[4:]]
FOLDS = [0, 0, 1, 1, 2, 2]
SOUND = [{"train": [case for case in CASES if case not in held], "val": held} for held in HELD_OUT]


def _splits(name, verdict, words, ending, content):
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    SPLITS.add(name, verdict, words, lambda: (ending, text if isinstance(text, bytes) else text.encode()))


def _table(column, values):
    return "".join(f"{first},{second}\n" for first, second in [("case", column), *zip(CASES, values, strict=True)])


def _with(**first):
    return [SOUND[0] | first, *SOUND[1:]]


_splits("sound_json", "accepted", (), ".json", SOUND)
_splits("sound_table", "accepted", (), ".csv", _table("fold", FOLDS))
_splits("folds_that_begin_with_five", "accepted", (), ".csv", _table("fold", [5, 5, 9, 9, 7, 7]))
_splits(
    "words_of_parts_as_people_say", "accepted", (), ".csv", _table("part", ["tr", "train", "Val", "val", "ts", "test"])
)
_splits("json_cut_short", "refused", "is no list of", ".json", json.dumps(SOUND)[:-9])
_splits("json_of_something_else", "refused", "is no list of", ".json", {"train": CASES})
_splits("json_nested_a_hundred_thousand_deep", "refused", "is no list of", ".json", "[" * 100_000)
_splits("bytes_that_are_no_text", "refused", "is no list of", ".json", b"\xff\xfe\x00" * 9)
_splits("a_case_nobody_has", "refused", "did you mean", ".json", _with(val=["Patient_1", "Patient_02"]))
_splits("a_case_held_out_twice", "refused", "held out in folds", ".json", [*SOUND, SOUND[0]])
_splits("a_case_on_both_sides", "refused", "which it holds out", ".json", _with(train=CASES))
_splits("nobody_held_out", "refused", "holds no case out", ".json", [{"train": CASES, "val": []}])
_splits("a_case_left_out", "refused", "says nothing of Patient_06", ".csv", _table("fold", FOLDS)[:-13])
_splits("a_case_twice", "refused", "twice", ".csv", _table("fold", FOLDS) + "Patient_01,1\n")
_splits("one_fold_alone", "refused", "has one fold", ".csv", _table("fold", [0] * 6))
_splits("a_word_for_a_fold", "refused", "no fold's number", ".csv", _table("fold", ["a", "a", 1, 1, 2, 2]))
_splits("a_part_nobody_knows", "refused", "part", ".csv", _table("part", ["train"] * 5 + ["tset"]))
_splits("no_part_to_learn_from", "refused", "no case is in the part", ".csv", _table("part", ["test"] * 6))
_splits("columns_of_other_names", "refused", "needs the columns", ".csv", _table("group", [0, 0, 1, 1, 2, 2]))
_splits("semicolons_in_splits", "refused", "needs the columns", ".csv", _table("fold", FOLDS).replace(",", ";"))
_splits("an_empty_file_of_splits", "refused", "needs the columns", ".csv", "")

# make(root, described) changes a raw dataset of nnU-Net's, or what its dataset.json says.
NNUNET = Family("nnunet")


def _described(name, verdict, words, **changes):
    NNUNET.add(name, verdict, words, lambda root, described: described.update(changes))


NNUNET.add("sound_dataset", "accepted", (), lambda root, described: None)
_described("labels_of_the_first_version", "accepted", (), labels={"0": "background", "1": "esophagus", "2": "heart"})
_described("several_channels", "refused", "2 channels", channel_names={"0": "CT", "1": "PET"})
_described("a_list_of_files", "refused", "layout `table`", dataset={"a": {"images": ["x"], "label": "y"}})
_described("labels_that_lack_an_organ", "refused", "no label 2", labels={"background": 0, "esophagus": 1})
_described("labels_that_are_words", "refused", "cannot be read", labels={"background": "none"})
_described("no_labels_at_all", "refused", "cannot be read", labels=None)
_described("another_ending_of_files", "refused", ("no case found",), file_ending=".png")
_described(
    "a_label_to_ignore", "refused", "data.ignore", labels={"background": 0, "esophagus": 1, "heart": 2, "ignore": 3}
)


@NNUNET("refused", "has no label map in labelsTr")
def an_image_without_a_label_map(root, described):
    next((root / "labelsTr").iterdir()).unlink()


@NNUNET("refused", "has no image in imagesTr")
def a_label_map_without_an_image(root, described):
    next((root / "imagesTr").iterdir()).unlink()


@NNUNET("refused", "as one channel's file is")
def images_without_the_number_of_a_channel(root, described):
    path = next((root / "imagesTr").iterdir())
    path.rename(path.with_name(path.name.replace("_0000", "")))


@NNUNET("accepted")
def hidden_files_that_a_mac_leaves(root, described):
    (root / "imagesTr" / "._P1_0000.nii.gz").touch()


# make(prediction, label) spoils a label map that was made elsewhere for a case whose own is `label`.
GIVEN = Family("given")
GIVEN.add("sound_prediction", "accepted", (), lambda path, label: None)


def _voxels(name, verdict, words, change, affine=None):
    GIVEN.add(name, verdict, words, lambda path, label: change_voxels(path, change, affine))


_voxels("an_integer_nobody_named", "refused", "does not name", lambda array: np.where(array == 2, 7, array))
_voxels("probabilities", "refused", "no whole numbers", lambda array: array / 3)
_voxels("not_a_number", "refused", "not a number", lambda array: np.where(array == 2, np.nan, array))
_voxels("fewer_slices", "refused", "another grid", lambda array: array[..., 1:])
_voxels(
    "moved_by_a_voxel",
    "refused",
    "another grid",
    lambda array: array,
    np.diag([-0.977, -0.977, 2.5, 1]) + np.eye(4, k=3),
)
_voxels("another_spacing", "refused", "another grid", lambda array: array, np.diag([-0.977, -0.977, 3, 1]))
_voxels("nothing_predicted", "accepted", (), lambda array: array * 0)
_voxels("a_further_axis", "refused", "dimensions", lambda array: array[..., None, None].repeat(2, -1))
GIVEN.add("an_affine_of_nothing", "refused", "affine", lambda path, label: change_header(path, srow_x=0, srow_y=0))


@GIVEN("accepted")
def axes_turned(path, label):
    nib.save(nib.as_closest_canonical(nib.load(path)), path)


@GIVEN("refused", "missing")
def no_prediction(path: Path, label):
    path.unlink()


@GIVEN("refused", "truncated")
def half_a_prediction(path: Path, label):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
