import hashlib
import os
import re
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813
import yaml
from scipy.spatial.transform import Rotation

from segstudy.cases.inspection import Inspection, inspect_case

ORGANS = {"esophagus": 1, "heart": 2}
DATA = Path(os.environ.get("SEGSTUDY_DATA", Path(__file__).parents[3] / "shared" / "data"))


def inspect(image, label, ignore=(), annotated=None, organs=ORGANS) -> Inspection:
    return inspect_case("P1", "P1", image and str(image), label and str(label), organs, ignore, annotated)


def only_error(result: Inspection) -> str:
    assert len(result.errors) == 1, result.errors
    return result.errors[0]


def test_a_sound_case_is_described_and_has_no_errors(sound_case):
    image, label = sound_case
    result = inspect(image, label)
    assert result.errors == [] and result.warnings == []
    assert (result.shape, result.spacing_mm, result.orientation) == ("12x10x6", "0.977x0.977x2.5", "LPS")
    assert result.labels == [0, 1, 2] and result.organs == ["esophagus", "heart"]
    assert result.image_sha256 == hashlib.sha256(image.read_bytes()).hexdigest()
    assert result.label_sha256 == hashlib.sha256(label.read_bytes()).hexdigest()


def test_orientation_is_that_of_the_file(tmp_path, save_scan, scan, labels):
    oblique = np.eye(4)
    oblique[:3, :3] = Rotation.from_euler("zyx", (6, 4, -5), degrees=True).as_matrix() * (0.9, 0.9, 2.0)
    oblique[:3, 3] = (-3, 5, 9)
    image = save_scan(tmp_path / "i.nii", scan, oblique)
    result = inspect(image, save_scan(tmp_path / "l.nii", labels, oblique))
    assert result.orientation == "RAS" and result.errors == []


def test_inspections_survive_json_and_are_written_the_same_twice(sound_case, tmp_path):
    result = inspect(sound_case[0], tmp_path / "mis\nsing\udc80.nii.gz", annotated=["heart"])
    assert Inspection.from_json(result.to_json()) == result
    assert (
        result.to_json() == inspect(sound_case[0], tmp_path / "mis\nsing\udc80.nii.gz", annotated=["heart"]).to_json()
    )


def test_all_errors_of_a_case_are_found_at_once(tmp_path, save_scan, scan, labels):
    broken = scan.astype(np.float32)
    broken[0, 0, 0], broken[1, 1, 1:3] = np.nan, np.inf
    labels[0, 0, :3] = 8
    labels[0, 1, 0] = 9
    image = save_scan(tmp_path / "i.nii.gz", broken - broken[np.isfinite(broken)].min() + 5)
    label = save_scan(tmp_path / "l.nii.gz", labels[:, :, :5])
    text = "\n".join(inspect(image, label, ignore=[7]).errors)
    assert "1 voxels are not a number" in text and "2 voxels are infinite" in text
    assert "intercept -1024" in text
    assert "labels 8 (3 voxels), 9 (1 voxels) named by no organ" in text
    assert "12x10x6 and 12x10x5" in text
    suggestion = re.search(r"`(data: .*?)`", text)[1]
    assert yaml.safe_load(suggestion) == {"data": {"ignore": [7, 8, 9]}}


def test_ignored_labels_are_no_error(tmp_path, sound_case, save_scan, labels):
    labels[0, 0, 0] = 8
    label = save_scan(tmp_path / "l.nii.gz", labels)
    assert inspect(sound_case[0], label).unknown_labels == [8]
    assert inspect(sound_case[0], label, ignore=[8]).errors == []


@pytest.mark.parametrize("which", [0, 1])
def test_a_missing_file_names_its_path(sound_case, which):
    paths = list(sound_case)
    paths[which] = paths[which].with_name("gone.nii.gz")
    error = only_error(inspect(*paths))
    assert error.startswith(("image: missing", "label map: missing")[which]) and "gone.nii.gz" in error


def test_a_case_without_a_label_map_is_no_error_but_one_without_an_image_is(sound_case):
    result = inspect(sound_case[0], None)
    assert result.errors == [] and result.organs is None and "predicted" in result.warnings[0]
    assert "missing" in only_error(inspect(None, sound_case[1]))


def test_a_shifted_label_map_says_by_how_much(tmp_path, sound_case, save_scan, labels):
    affine = nib.load(sound_case[0]).affine.copy()
    affine[:3, 3] += [3.0, 0.0, 4.0]
    error = only_error(inspect(sound_case[0], save_scan(tmp_path / "l.nii.gz", labels, affine)))
    assert "different affines" in error and "5 mm" in error


def test_a_flipped_label_map_names_both_orientations(tmp_path, sound_case, save_scan, labels):
    error = only_error(inspect(sound_case[0], save_scan(tmp_path / "l.nii", labels, np.diag([0.977, 0.977, 2.5, 1]))))
    assert "LPS and RAS" in error


def test_rounded_headers_share_a_grid(tmp_path, sound_case, save_scan, labels):
    affine = nib.load(sound_case[0]).affine.round(3)
    assert inspect(sound_case[0], save_scan(tmp_path / "l.nii", labels, affine)).errors == []


def test_the_image_given_as_its_own_label_map_is_seen(sound_case):
    result = inspect(sound_case[0], sound_case[0])
    assert "image and label map are the same file" in result.errors


def test_organs_nobody_annotated_are_told_from_absent_ones(sound_case):
    result = inspect(*sound_case, annotated=["heart"])
    assert result.errors == [] and result.organs == ["heart"]
    assert "esophagus is drawn but not annotated" in result.warnings[0]
    result = inspect(*sound_case, organs=ORGANS | {"aorta": 4}, annotated=["heart", "esophagus", "aorta", "hart"])
    assert "hart, no organ of this study" in result.warnings[0] and "no voxel of aorta" in result.warnings[1]


def test_an_empty_label_map_is_an_error_unless_nothing_was_annotated(tmp_path, sound_case, save_scan, labels):
    empty = save_scan(tmp_path / "l.nii.gz", labels * 0)
    assert "empty" in only_error(inspect(sound_case[0], empty))
    assert inspect(sound_case[0], empty, annotated=[]).errors == []


def test_line_breaks_in_names_do_not_break_the_message(sound_case, tmp_path):
    error = only_error(inspect(tmp_path / "a\n\x1b[31mP2: fine.nii.gz", sound_case[1]))
    assert error.isprintable() and "\\n" in error


def test_copies_have_the_same_voxel_hash_however_they_are_stored(tmp_path, sound_case, save_scan, scan):
    first = inspect(sound_case[0], None)
    offset = (scan.astype(np.int32) + 4096).astype(np.uint16)
    swapped = nib.Nifti1Image(scan, np.eye(4), nib.Nifti1Header(endianness=">"))
    nib.save(swapped, tmp_path / "swapped.nii")
    copies = [
        save_scan(tmp_path / "plain.nii", scan),
        save_scan(tmp_path / "float.nii.gz", scan.astype(np.float64)),
        save_scan(tmp_path / "scaled.nii.gz", offset, scl_slope=1, scl_inter=-4096),
        tmp_path / "swapped.nii",
    ]
    for copy in copies:
        result = inspect(copy, None)
        assert result.image_voxels_sha256 == first.image_voxels_sha256, copy
        assert result.image_sha256 != first.image_sha256
    scan[0, 0, 0] += 1
    assert inspect(save_scan(tmp_path / "o.nii", scan), None).image_voxels_sha256 != first.image_voxels_sha256


@pytest.mark.skipif(not DATA.is_dir(), reason="real scans are not beside the project (SEGSTUDY_DATA)")
@pytest.mark.parametrize("case", ["LUNG1-001", "LUNG1-002", "LUNG1-003"])
def test_real_chest_scans_have_no_error(case):
    folder = DATA / "thorax" / case
    organs = {"esophagus": 1, "heart": 2, "trachea": 3, "lung_left": 5, "lung_right": 6, "spinal_cord": 7}
    drawn = [organ for organ in organs if case != "LUNG1-001" or organ not in ("esophagus", "heart")]
    result = inspect_case(case, case, folder / f"{case}.nii.gz", folder / "GT.nii.gz", organs, [8], drawn)
    assert result.errors == [] and result.warnings == [] and result.orientation == "LPS"
    assert result.organs == drawn


def test_a_case_in_another_format_is_inspected_likewise(sound_case, tmp_path):
    image, label = (nib.load(path) for path in sound_case)
    for volume, name in ((image, "scan.mha"), (label, "labels.nrrd")):
        there = sitk.ReadImage(volume.get_filename())
        sitk.WriteImage(there, str(tmp_path / name))
    found = inspect_case("c", "c", str(tmp_path / "scan.mha"), str(tmp_path / "labels.nrrd"), {"a": 1, "b": 2})
    same = inspect_case("c", "c", *map(str, sound_case), {"a": 1, "b": 2})
    assert found.errors == [] and found.image_sha256 != same.image_sha256
    for key in ("shape", "spacing_mm", "orientation", "image_voxels_sha256", "label_voxels_sha256", "labels", "organs"):
        assert getattr(found, key) == getattr(same, key), key
    assert "missing" in inspect_case("c", "c", str(tmp_path / "no.mha"), None, {"a": 1}).errors[0]


def test_labels_nearly_whole_are_said_to_be_rounded(sound_case, save_scan, labels, tmp_path):
    path = save_scan(tmp_path / "scaled.nii.gz", labels.astype(np.float32) * np.float32(1.0000153))
    found = inspect_case("c", "c", str(sound_case[0]), str(path), {"a": 1, "b": 2})
    assert found.errors == [] and found.organs == ["a", "b"]
    assert any("nearly whole numbers and were rounded" in warning for warning in found.warnings)


def test_a_quaternion_too_long_is_a_warning(sound_case, save_scan, scan, tmp_path):
    path = save_scan(tmp_path / "long.nii.gz", scan, qform_code=1, quatern_d=1 + 2.5e-7)
    found = inspect_case("c", "c", str(path), str(sound_case[1]), {"a": 1, "b": 2})
    assert found.errors == [] and any("its quaternion is too long" in warning for warning in found.warnings)
