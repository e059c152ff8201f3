"""What a MetaImage or NRRD file of somebody else's may make a reader do."""

import re
import resource

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from segstudy.running.errors import StudyError
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
