import hashlib
import os

import pytest

from segstudy.running.content import TIMESTAMP, content_of, stamp_of


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "scan.nii.gz"
    path.write_bytes(b"a scan")
    return path


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a/c.txt"):
        path = tmp_path / "made" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "made"


def keep_times(path, change):
    about = path.stat()
    change(path)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def rewrite(path):
    path.write_bytes(b"b scan")


def test_content_is_the_sha256(file):
    assert content_of(file) == hashlib.sha256(b"a scan").hexdigest()


def test_a_file_replaced_by_one_of_its_size_and_time_has_another_stamp(file, tmp_path):
    def replace(path):
        other = tmp_path / "other"
        rewrite(other)
        other.replace(path)

    before = stamp_of(file)
    keep_times(file, replace)
    assert stamp_of(file) != before


@pytest.mark.parametrize(
    "change", [lambda path: path.write_bytes(b"a longer scan"), lambda path: os.utime(path, (1, 1))]
)
def test_another_size_or_time_is_another_stamp(file, change):
    before = stamp_of(file)
    change(file)
    assert stamp_of(file) != before


def test_what_is_not_there_has_no_stamp_and_no_content(tmp_path):
    assert stamp_of(tmp_path / "none") is None
    with pytest.raises(FileNotFoundError):
        content_of(tmp_path / "none")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "b.txt").write_text("c.txt"),
        lambda folder: (folder / "b.txt").rename(folder / "d.txt"),
        lambda folder: (folder / "new").write_text(""),
        lambda folder: (folder / "a/c.txt").unlink(),
    ],
)
def test_a_folder_is_all_it_holds(folder, change):
    content, stamp = content_of(folder), stamp_of(folder)
    change(folder)
    assert content_of(folder) != content
    assert stamp_of(folder) != stamp


def test_snakemake_s_mark_in_a_folder_is_nothing(folder):
    content, stamp = content_of(folder), stamp_of(folder)
    (folder / TIMESTAMP).touch()
    assert (content_of(folder), stamp_of(folder)) == (content, stamp)


@pytest.mark.parametrize(
    ("name", "text"), [("a.mhd", "NDims = 3\nElementDataFile = a.raw\n"), ("a.nhdr", "NRRD0004\ndata file: a.raw\n")]
)
def test_the_voxels_beside_a_header_are_its_content(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (tmp_path / "a.raw").write_bytes(b"voxels")
    content, stamp = content_of(tmp_path / name), stamp_of(tmp_path / name)
    (tmp_path / "a.raw").write_bytes(b"others")
    assert content_of(tmp_path / name) != content and stamp_of(tmp_path / name) != stamp
    (tmp_path / "a.raw").unlink()
    assert stamp_of(tmp_path / name) not in (stamp, None)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/b.raw").touch()
    (tmp_path / name).write_text(text.replace("a.raw", "../elsewhere/b.raw"))
    assert content_of(tmp_path / name) == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
