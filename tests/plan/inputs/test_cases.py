import os

import pytest

from segstudy.plan.inputs.cases import (
    data_records,
    inspected_files,
    label,
    original_label,
    readable_originals,
    scan,
    usable,
)

MARK = "results/s/stages/usable"
PLAIN = {"correction": None, "arms": [{"name": "plain", "preparation": "raw"}]}


def test_a_phantom_is_made_so_its_files_need_not_be_there(plan):
    assert scan(plan, "Patient_01") == "results/s/phantom/Patient_01/Patient_01.nii.gz"
    assert original_label(plan, "Patient_01") == "results/s/phantom/Patient_01/GT.nii.gz"
    assert label(plan, "Patient_01") == "results/s/correction/Patient_01.nii.gz"
    assert set(inspected_files(plan, "Patient_01")) == {"image", "label"}
    assert readable_originals(plan, "Patient_01") == [] == data_records(plan)


def test_a_file_that_cannot_be_read_waits_for_the_mark_that_no_case_is_bad(make_plan, table, tmp_path):
    plan = make_plan(data=table(), **PLAIN)
    there = str(tmp_path / "scan1.nii.gz")
    assert scan(plan, "c1") == there and label(plan, "c1") == str(tmp_path / "label1.nii.gz")
    (tmp_path / "scan1.nii.gz").unlink()
    assert scan(plan, "c1") == MARK
    assert inspected_files(plan, "c1") == {"label": str(tmp_path / "label1.nii.gz")}
    assert readable_originals(plan, "c1") == [str(tmp_path / "label1.nii.gz")]
    assert usable(plan, "results/s/predicted/plain/c1.nii.gz") == "results/s/predicted/plain/c1.nii.gz"


def test_a_case_that_counts_as_without_a_label_map_is_predicted_and_nothing_else(make_plan, table, tmp_path):
    data = {**table(5), "unlabeled": ["c1"]}
    plan = make_plan(data=data, **PLAIN)
    assert plan.unlabeled == ["c1", "c5"] and set(plan.folds) == {"c2", "c3", "c4"} == {*plan.measured}
    assert plan.label_of("c1") is None and {"c1", "c5"} < {*plan.cases_of("plain")}
    assert inspected_files(plan, "c1") == {"image": str(tmp_path / "scan1.nii.gz")}
    assert not any({"c1", "c5"} & {*part} for fold in plan.fold_numbers for part in plan.split(fold))


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_a_file_that_is_closed_to_this_user_is_as_missing(make_plan, table, tmp_path):
    plan = make_plan(data=table(), **PLAIN)
    (tmp_path / "scan2.nii.gz").chmod(0)
    assert scan(plan, "c2") == MARK


def test_data_under_dvc_have_their_records(make_plan, table, tmp_path):
    plan = make_plan(data=table(), **PLAIN)
    assert data_records(plan) == []
    (tmp_path / "label2.nii.gz.dvc").touch()
    assert data_records(plan) == [str(tmp_path / "label2.nii.gz.dvc")]


def test_of_2d_images_the_files_are_those_of_the_image_and_its_masks(make_plan, tmp_path):
    for name in ("images/a.png", "images/b.png", "images/c.png", "masks/a_1.png", "masks/a_2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    images = {"picture": "images/{case}.png", "mask": "masks/{case}_*.png", "values": "instances"}
    data = {"layout": "images", "root": str(tmp_path), "organs": {"heart": 1}, "images": images}
    plan = make_plan(data=data, tissues={}, **PLAIN)
    files = [str(tmp_path / name) for name in ("images/a.png", "masks/a_1.png", "masks/a_2.png")]
    assert readable_originals(plan, "a") == files
    assert readable_originals(plan, "b") == [str(tmp_path / "images/b.png")]
