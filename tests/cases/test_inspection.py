import hashlib
import os
import re
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import yaml
from scipy.spatial.transform import Rotation

from segstudy.cases.inspection import Inspection, inspect_case

ORGANS = {"esophagus": 1, "heart": 2}
DATA = Path(os.environ.get("SEGSTUDY_DATA", Path(__file__).parents[3] / "shared" / "data"))


def inspect(image, label, ignore=(), annotated=None, organs=ORGANS) -> Inspection:
    return inspect_case("P1", "P1", image and str(image), label and str(label), organs, ignore, annotated)


def only_problem(found: Inspection) -> str:
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def test_a_sound_case_is_described_and_has_no_problems(sound_case):
    image, label = sound_case
    found = inspect(image, label)
    assert found.problems == [] and found.warnings == []
    assert (found.shape, found.spacing_mm, found.orientation) == ("12x10x6", "0.977x0.977x2.5", "LPS")
    assert found.labels == [0, 1, 2] and found.organs == ["esophagus", "heart"]
    assert found.image_sha256 == hashlib.sha256(image.read_bytes()).hexdigest()
    assert found.label_sha256 == hashlib.sha256(label.read_bytes()).hexdigest()


def test_orientation_is_that_of_the_file(tmp_path, save_scan, scan, labels):
    oblique = np.eye(4)
    oblique[:3, :3] = Rotation.from_euler("zyx", (6, 4, -5), degrees=True).as_matrix() * (0.9, 0.9, 2.0)
    oblique[:3, 3] = (-3, 5, 9)
    image = save_scan(tmp_path / "i.nii", scan, oblique)
    found = inspect(image, save_scan(tmp_path / "l.nii", labels, oblique))
    assert found.orientation == "RAS" and found.problems == []


def test_inspections_survive_json_and_are_written_the_same_twice(sound_case, tmp_path):
    found = inspect(sound_case[0], tmp_path / "mis\nsing\udc80.nii.gz", annotated=["heart"])
    assert Inspection.from_json(found.to_json()) == found
    assert found.to_json() == inspect(sound_case[0], tmp_path / "mis\nsing\udc80.nii.gz", annotated=["heart"]).to_json()


def test_all_problems_of_a_case_are_found_at_once(tmp_path, save_scan, scan, labels):
    broken = scan.astype(np.float32)
    broken[0, 0, 0], broken[1, 1, 1:3] = np.nan, np.inf
    labels[0, 0, :3] = 8
    labels[0, 1, 0] = 9
    image = save_scan(tmp_path / "i.nii.gz", broken - broken[np.isfinite(broken)].min() + 5)
    label = save_scan(tmp_path / "l.nii.gz", labels[:, :, :5])
    text = "\n".join(inspect(image, label, ignore=[7]).problems)
    assert "1 voxels are not a number" in text and "2 voxels are infinite" in text
    assert "intercept -1024" in text
    assert "labels 8 (3 voxels), 9 (1 voxels) named by no organ" in text
    assert "12x10x6 and 12x10x5" in text
    suggestion = re.search(r"`(data: .*?)`", text)[1]
    assert yaml.safe_load(suggestion) == {"data": {"ignore": [7, 8, 9]}}


def test_ignored_labels_are_no_problem(tmp_path, sound_case, save_scan, labels):
    labels[0, 0, 0] = 8
    label = save_scan(tmp_path / "l.nii.gz", labels)
    assert inspect(sound_case[0], label).unknown_labels == [8]
    assert inspect(sound_case[0], label, ignore=[8]).problems == []


@pytest.mark.parametrize("which", [0, 1])
def test_a_missing_file_names_its_path(sound_case, which):
    paths = list(sound_case)
    paths[which] = paths[which].with_name("gone.nii.gz")
    problem = only_problem(inspect(*paths))
    assert problem.startswith(("image: missing", "label map: missing")[which]) and "gone.nii.gz" in problem


def test_a_case_without_a_label_map_is_no_problem_but_one_without_an_image_is(sound_case):
    found = inspect(sound_case[0], None)
    assert found.problems == [] and found.organs is None and "predicted" in found.warnings[0]
    assert "missing" in only_problem(inspect(None, sound_case[1]))


def test_a_shifted_label_map_says_by_how_much(tmp_path, sound_case, save_scan, labels):
    affine = nib.load(sound_case[0]).affine.copy()
    affine[:3, 3] += [3.0, 0.0, 4.0]
    problem = only_problem(inspect(sound_case[0], save_scan(tmp_path / "l.nii.gz", labels, affine)))
    assert "different affines" in problem and "5 mm" in problem


def test_a_flipped_label_map_names_both_orientations(tmp_path, sound_case, save_scan, labels):
    problem = only_problem(
        inspect(sound_case[0], save_scan(tmp_path / "l.nii", labels, np.diag([0.977, 0.977, 2.5, 1])))
    )
    assert "LPS and RAS" in problem


def test_rounded_headers_share_a_grid(tmp_path, sound_case, save_scan, labels):
    affine = nib.load(sound_case[0]).affine.round(3)
    assert inspect(sound_case[0], save_scan(tmp_path / "l.nii", labels, affine)).problems == []


def test_the_image_given_as_its_own_label_map_is_seen(sound_case):
    found = inspect(sound_case[0], sound_case[0])
    assert "image and label map are the same file" in found.problems


def test_organs_nobody_annotated_are_told_from_absent_ones(sound_case):
    found = inspect(*sound_case, annotated=["heart"])
    assert found.problems == [] and found.organs == ["heart"]
    assert "esophagus is drawn but not annotated" in found.warnings[0]
    found = inspect(*sound_case, organs=ORGANS | {"aorta": 4}, annotated=["heart", "esophagus", "aorta", "hart"])
    assert "hart, no organ of this study" in found.warnings[0] and "no voxel of aorta" in found.warnings[1]


def test_an_empty_label_map_is_a_problem_unless_nothing_was_annotated(tmp_path, sound_case, save_scan, labels):
    empty = save_scan(tmp_path / "l.nii.gz", labels * 0)
    assert "empty" in only_problem(inspect(sound_case[0], empty))
    assert inspect(sound_case[0], empty, annotated=[]).problems == []


def test_line_breaks_in_names_do_not_break_the_message(sound_case, tmp_path):
    problem = only_problem(inspect(tmp_path / "a\n\x1b[31mP2: fine.nii.gz", sound_case[1]))
    assert problem.isprintable() and "\\n" in problem


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
        found = inspect(copy, None)
        assert found.image_voxels_sha256 == first.image_voxels_sha256, copy
        assert found.image_sha256 != first.image_sha256
    scan[0, 0, 0] += 1
    assert inspect(save_scan(tmp_path / "o.nii", scan), None).image_voxels_sha256 != first.image_voxels_sha256


@pytest.mark.skipif(not DATA.is_dir(), reason="real scans are not beside the project (SEGSTUDY_DATA)")
@pytest.mark.parametrize("case", ["LUNG1-001", "LUNG1-002", "LUNG1-003"])
def test_real_chest_scans_have_no_problem(case):
    folder = DATA / "thorax" / case
    organs = {"esophagus": 1, "heart": 2, "trachea": 3, "lung_left": 5, "lung_right": 6, "spinal_cord": 7}
    drawn = [organ for organ in organs if case != "LUNG1-001" or organ not in ("esophagus", "heart")]
    found = inspect_case(case, case, folder / f"{case}.nii.gz", folder / "GT.nii.gz", organs, [8], drawn)
    assert found.problems == [] and found.warnings == [] and found.orientation == "LPS"
    assert found.organs == drawn
