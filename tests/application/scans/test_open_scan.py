import gzip
import random
import resource
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import cv2
import nibabel as nib
import numpy as np
import pydicom
import pytest
from pydicom.uid import JPEGLSLossless, RLELossless

from segstudy.application.scans.open_scan import open_scan
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import read_image, write_volume
from segstudy.volumes.volume import Volume


@pytest.fixture
def refusal(tmp_path):
    work = tmp_path / "unpacked"
    work.mkdir()

    def refuse(path) -> str:
        with pytest.raises(StudyError) as error:
            open_scan(path, work, "upload")
        assert str(error.value).startswith("upload: ")
        assert "\n" not in str(error.value)
        return str(error.value)

    return refuse


def test_a_nifti_scan_is_read_as_it_is(scan_file, tmp_path):
    result = open_scan(scan_file, tmp_path)
    stored = read_image(scan_file)
    np.testing.assert_array_equal(result.volume.array, stored.array)
    np.testing.assert_array_equal(result.volume.affine, stored.affine)
    assert result.images == ()
    assert [warning.partition(" mm is ")[2] for warning in result.warnings] == [
        "unusual for a CT; is it in millimeters?"
    ]


@pytest.mark.parametrize("ending", [".jpg", ".png"])
def test_a_photograph(refusal, tmp_path, ending):
    _, data = cv2.imencode(ending, np.zeros((40, 40, 3), np.uint8))
    (tmp_path / "photo.nii.gz").write_bytes(data.tobytes())
    assert "image, not a CT scan" in refusal(tmp_path / "photo.nii.gz")


def test_a_label_map(refusal, phantoms, tmp_path):
    write_volume(tmp_path / "GT.nii.gz", phantoms["Patient_03"].label)
    assert "looks like a label map" in refusal(tmp_path / "GT.nii.gz")


def test_four_dimensions(refusal, tmp_path):
    nib.save(nib.Nifti1Image(np.zeros((8, 8, 8, 3), np.int16), np.eye(4)), tmp_path / "film.nii.gz")
    assert "has 4 dimensions" in refusal(tmp_path / "film.nii.gz")


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 3), (0, 4000)])
def test_no_ct_range(refusal, tmp_path, low, high):
    values = np.random.default_rng(0).uniform(low, high, (16, 16, 8)).astype(np.float32)
    write_volume(tmp_path / "scan.nii.gz", Volume(values, np.eye(4)))
    assert "Hounsfield" in refusal(tmp_path / "scan.nii.gz")


def test_a_truncated_file(refusal, scan_file, tmp_path):
    (tmp_path / "scan.nii.gz").write_bytes(scan_file.read_bytes()[:-2000])
    assert "truncated" in refusal(tmp_path / "scan.nii.gz")


def _header(shape, spacing=1.0) -> bytes:
    header = nib.Nifti1Header()
    header.set_data_dtype(np.int16)
    header.set_data_shape(shape)
    header.set_sform(np.diag([spacing, spacing, spacing, 1]), 1)
    header["pixdim"][1:4] = spacing
    header["vox_offset"], header["magic"] = 352, b"n+1"
    return header.binaryblock + bytes(4)


def test_a_bomb_that_claims_ten_gigabytes_is_not_unpacked(refusal, tmp_path):
    """2048 × 2048 × 1280 zeros at 2 bytes: 10.7 GB from 10.4 MB. The megabytes alone would take seconds."""
    path = tmp_path / "bomb.nii.gz"
    block = gzip.compress(bytes(1 << 26), 9)
    with path.open("wb") as file:
        file.write(gzip.compress(_header((2048, 2048, 1280))))
        for _ in range(160):
            file.write(block)
    tracemalloc.start()
    assert "2048x2048x1280 voxels" in refusal(path)
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()


def test_a_bomb_that_claims_little_is_unpacked_no_further(refusal, tmp_path):
    path = tmp_path / "bomb.nii.gz"
    block = gzip.compress(bytes(1 << 26), 9)
    with path.open("wb") as file:
        file.write(gzip.compress(_header((64, 64, 64))))
        for _ in range(160):
            file.write(block)
    tracemalloc.start()
    assert "every voxel has the value 0" in refusal(path)
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()


def test_a_claim_that_the_file_cannot_hold(refusal, tmp_path):
    (tmp_path / "scan.nii").write_bytes(_header((512, 512, 512)) + bytes(1000))
    assert "truncated" in refusal(tmp_path / "scan.nii")


@pytest.mark.parametrize(
    ("shape", "spacing", "words"),
    [
        ((4, 4, 4000), 1, "voxels"),
        ((8, 8, 50), 90, "m long"),
        ((8, 8, 8), 1000, "0.01 to 100"),
        ((8, 8, 8), 1e-30, "0.01 to 100"),
    ],
)
def test_a_grid_no_scanner_has(refusal, tmp_path, shape, spacing, words):
    (tmp_path / "scan.nii").write_bytes(_header(shape, spacing) + bytes(2 * int(np.prod(shape))))
    assert words in refusal(tmp_path / "scan.nii")


def test_a_series_no_scanner_takes(refusal, dicom_writer, phantoms, tmp_path):
    dicom_writer(tmp_path / "series", phantoms["Patient_03"].image, PixelSpacing=[1e-30, 1e-30])
    assert "0.01 to 100" in refusal(tmp_path / "series")


@pytest.mark.parametrize("content", [b"", b"hello, this is no scan", bytes(400), b"%PDF-1.7", b"\x80\x04K\x01."])
def test_no_scan_at_all(refusal, tmp_path, content):
    (tmp_path / "thing.nii").write_bytes(content)
    refusal(tmp_path / "thing.nii")


def test_nothing_there(refusal, tmp_path):
    assert "no such file" in refusal(tmp_path / "absent.nii.gz")


def test_a_series_in_a_folder_and_in_a_zip_is_the_scan(dicom_writer, phantoms, tmp_path):
    volume = phantoms["Patient_03"].image
    dicom_writer(tmp_path / "series/deep", volume)
    (tmp_path / "series/notes.txt").write_text("not DICOM")
    archive = shutil.make_archive(str(tmp_path / "series"), "zip", tmp_path / "series")
    (tmp_path / "work").mkdir()
    for result in (open_scan(tmp_path / "series", tmp_path), open_scan(tmp_path / "series.zip", tmp_path / "work")):
        np.testing.assert_array_equal(result.volume.array, volume.array)
        np.testing.assert_allclose(result.volume.affine, volume.affine, atol=1e-4)
        assert len(result.images) == volume.array.shape[2]
    assert archive.endswith(".zip")


@pytest.mark.parametrize("syntax", [RLELossless, JPEGLSLossless])
def test_compressed_pixels_are_the_scan(dicom_writer, phantoms, tmp_path, syntax):
    volume = phantoms["Patient_03"].image
    for path in dicom_writer(tmp_path / "series", volume):
        image = pydicom.dcmread(path)
        image.compress(syntax)
        image.save_as(path)
    np.testing.assert_array_equal(open_scan(tmp_path / "series", tmp_path).volume.array, volume.array)


def test_compressed_pixels_that_claim_to_be_more_take_no_memory(refusal, dicom_writer, phantoms, tmp_path):
    """65,520 × 65,520 by the image inside, which the file's own size belies."""
    path = dicom_writer(tmp_path / "series", phantoms["Patient_03"].image)[0]
    image = pydicom.dcmread(path)
    image.compress(JPEGLSLossless)
    image.save_as(path)
    data = bytearray(path.read_bytes())
    at = data.find(b"\xff\xf7") + 5  # JPEG-LS: height and width in the frame's header
    data[at : at + 4] = b"\xff\xf0\xff\xf0"
    path.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "pixels of a DICOM file cannot be read" in refusal(tmp_path / "series")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_damaged_gets_a_sentence_or_is_read(dicom_writer, phantoms, tmp_path, seed):
    """A few random bytes changed, or the end cut off, in each kind of file."""
    rng = random.Random(seed)
    dicom_writer(tmp_path / "series", Volume(phantoms["Patient_03"].image.array[:, :, :4], np.diag([2.0, 2, 3, 1])))
    (tmp_path / "work").mkdir()
    if seed % 3 == 0:
        target = damaged = tmp_path / "scan.nii"
        write_volume(target, phantoms["Patient_03"].image)
    elif seed % 3 == 1:
        target = damaged = Path(shutil.make_archive(str(tmp_path / "series"), "zip", tmp_path / "series"))
    else:
        target, damaged = tmp_path / "series", tmp_path / "series/998.dcm"
    data = bytearray(damaged.read_bytes())
    for _ in range(rng.choice((1, 3, 20))):
        data[rng.randrange(min(len(data), rng.choice((400, 2000, len(data)))))] = rng.randrange(256)
    damaged.write_bytes(data[: rng.choice((len(data), rng.randrange(len(data))))])
    try:
        open_scan(target, tmp_path / "work", "upload")
    except StudyError as error:
        assert "\n" not in str(error)


def test_several_series_in_a_zip(refusal, dicom_writer, phantoms, tmp_path):
    volume = phantoms["Patient_03"].image
    dicom_writer(tmp_path / "all/a", volume)
    dicom_writer(tmp_path / "all/b", Volume(volume.array[:, :, :3], volume.affine))
    shutil.make_archive(str(tmp_path / "all"), "zip", tmp_path / "all")
    assert f"holds 2 series (of {volume.array.shape[2]}, 3 images)" in refusal(tmp_path / "all.zip")


def test_a_zip_without_dicom(refusal, scan_file, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.write(scan_file, "scan.nii.gz")
    assert "holds no DICOM images" in refusal(tmp_path / "a.zip")


def test_one_dicom_file_alone(refusal, dicom_writer, phantoms, tmp_path):
    files = dicom_writer(tmp_path / "series", phantoms["Patient_03"].image)
    assert "a single DICOM file" in refusal(files[0])
