"""What a MetaImage or NRRD file of somebody else's may make a reader do."""

import re
import resource
import subprocess
import sys

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from segstudy.running.errors import StudyError
from segstudy.volumes.foreign_headers import header_problem
from segstudy.volumes.formats import open_by_itk
from segstudy.volumes.nifti import read_header, read_image

VOXELS = np.arange(120, dtype=np.int16).reshape(4, 5, 6)


def written(path, packed=False):
    sitk.WriteImage(sitk.GetImageFromArray(VOXELS), str(path), packed)
    return path


def changed(path, old, new):
    content = path.read_bytes()
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    return path


@pytest.mark.parametrize("ending", [".mhd", ".nhdr"])
def test_voxels_beside_their_header_are_read(tmp_path, ending):
    path = written(tmp_path / f"a{ending}")
    assert len(list(tmp_path.iterdir())) == 2
    np.testing.assert_array_equal(read_image(path).array, VOXELS.transpose(2, 1, 0))
    assert read_header(path).array.shape == (6, 5, 4)


META, NRRD = b"ElementDataFile = ", b"encoding: raw\n"


@pytest.mark.parametrize(
    ("ending", "old", "new"),
    [
        (".mha", META + b"LOCAL", META + b"{}"),
        (".mha", META + b"LOCAL", b"elementdatafile:{}\n" + META + b"LOCAL"),
        (".mha", META + b"LOCAL", META + b"LIST\n{}"),
        (".mhd", META + b"a.raw", META + b"{}"),
        (".mhd", META + b"a.raw", META + b"../secret/b.raw"),
        (".mhd", META + b"a.raw", META + b"b%03d.raw 1 4 1"),
        (".nrrd", NRRD, NRRD + b"data file: {}\n"),
        (".nrrd", NRRD, NRRD + b"datafile: b.raw\n"),
        (".nhdr", b"data file: a.raw", b"data file: {}"),
        (".nhdr", b"data file: a.raw", b"data file: LIST\n{}"),
    ],
)
def test_no_other_file_is_read(tmp_path, ending, old, new):
    """Another patient's scan on the machine of a viewer, for one."""
    secret = tmp_path / "secret" / "b.raw"
    secret.parent.mkdir()
    secret.write_bytes(VOXELS.tobytes())
    (tmp_path / "home").mkdir()
    path = changed(written(tmp_path / "home" / f"a{ending}"), old, new.replace(b"{}", str(secret).encode()))
    with pytest.raises(StudyError, match="its voxels are in"):
        read_image(path)


def test_one_format_is_not_read_under_the_name_of_another(tmp_path):
    """NRRD in a file named .mha would be looked at for MetaImage's way to name other files."""
    written(tmp_path / "a.nrrd").rename(tmp_path / "a.mha")
    with pytest.raises(StudyError, match="no header of a .mha file"):
        read_image(tmp_path / "a.mha")
    (tmp_path / "b.mha").write_bytes(b"Comment = " + b"x" * 70_000 + b"\n" + written(tmp_path / "c.mha").read_bytes())
    with pytest.raises(StudyError, match="no header of a .mha file"):
        read_image(tmp_path / "b.mha")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("ending", "sizes"), [(".mha", b"DimSize = 6 5 4"), (".mhd", b"DimSize = 6 5 4"), (".nrrd", b"sizes: 6 5 4")]
)
def test_no_memory_is_taken_for_what_a_file_cannot_hold(tmp_path, ending, sizes, packed):
    path = written(tmp_path / f"a{ending}", packed)
    changed(path, sizes, re.sub(b"6 5 4", b"1024 1024 1000", sizes))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(StudyError, match="truncated: its header promises 2097152000 bytes"):
        read_image(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + (100 << 10)
    changed(path, b"1024 1024 1000", b"99999 99999 99999")
    with pytest.raises(StudyError, match="the header is damaged"):
        read_header(path)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ending", [".mha", ".mhd", ".nrrd", ".nhdr"])
def test_a_part_is_the_same_as_that_part_of_the_whole(tmp_path, ending, packed):
    voxels, affine = open_by_itk(written(tmp_path / f"a{ending}", packed))
    whole = VOXELS.transpose(2, 1, 0)
    for part in (slice(1, 3), slice(0, 1), slice(3, None), slice(None)):
        np.testing.assert_array_equal(voxels[..., part], whole[..., part])
    np.testing.assert_array_equal(np.asanyarray(voxels), whole)
    np.testing.assert_array_equal(affine, np.diag([-1, -1, 1, 1]))


ROUND = """
import resource, sys
from segstudy.volumes.nifti import read_rounded
read_rounded(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_rounded(sys.argv[2])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_metaimage_of_64_bits_is_read_a_part_at_a_time(tmp_path):
    """256 MB, of which 64 stay as whole numbers of 16 bits."""
    small, large = written(tmp_path / "small.mha"), tmp_path / "large.mha"
    header = "ObjectType = Image\nNDims = 3\nBinaryData = True\nDimSize = 512 512 128\nElementSpacing = 1 1 1\n"
    large.write_text(f"{header}ElementType = MET_DOUBLE\nElementDataFile = LOCAL\n")
    with large.open("r+b") as file:
        file.truncate(large.stat().st_size + 8 * 512 * 512 * 128)
    command = [sys.executable, "-c", ROUND, str(small), str(large)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 64 + 160


SOUND = b"ObjectType = Image\nNDims = 3\nOffset = 0 -1.5 2e3\nDimSize = 1 2 3\nElementDataFile = LOCAL\n"
NRRD_SOUND = b"NRRD0004\n# \xfc\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 1 2 3\n"
NRRD_SOUND += b"space directions: (1,0,0) (0,1,0) (0,0, 2)\nkinds: domain domain domain\nencoding: gzip\nnote:="


def test_headers_as_programs_write_them_are_no_problem():
    assert header_problem(".mha", SOUND) == ""
    assert header_problem(".mha", SOUND.replace(b"NDims", b"0008|0020 = 1\nNDims").replace(b"\n", b"\r\n")) == ""
    assert header_problem(".nrrd", NRRD_SOUND + b"x" * 9999 + b"\n\n\1\2" + bytes(99)) == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"NDims = 3", b"NDims = 3\nElementSpacing = 1 1 1 1", "ElementSpacing has 4 numbers, not 3"),
        (b"NDims = 3", b"NDims = 3\nTransformMatrix = 1 0 0", "TransformMatrix has 3 numbers, not 9"),
        (b"NDims = 3", b"NDims = 3\nElementNumberOfChannels = -1", "ElementNumberOfChannels cannot be -1"),
        (b"NDims = 3", b"NDims = 3\nHeaderSize = 99999999999", "HeaderSize cannot be 99999999999"),
        (b"NDims = 3", b"NDims = 3\n" + b"k" * 101 + b" = 1", "longer than any"),
        (b"NDims = 3", b"NDims = 3\nk = " + b"v" * 3001, "longer than any"),
        (b"NDims = 3", b"", "no dimensions"),
        (b"ElementDataFile = LOCAL\n", b"", "does not end"),
        (b"-1.5", b"inf", "Offset cannot be inf"),
    ],
)
def test_what_would_run_over_a_buffer_is_told_before(old, new, words):
    assert SOUND.count(old) == 1
    assert words in header_problem(".mha", SOUND.replace(old, new))
