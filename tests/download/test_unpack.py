import io
import stat
import tarfile
import zipfile

import pytest

from segstudy.download.unpack import unpack
from segstudy.running.errors import StudyError

FILES = {"Task/dataset.json": b"{}", "Task/imagesTr/a.nii.gz": b"a" * 5000, "Task/imagesTr/b.nii.gz": b""}


def tar(path, files, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            if isinstance(content, bytes):
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(content), 0o4777
                archive.addfile(entry, io.BytesIO(content))
            else:
                archive.addfile(content)
    return path


def packed_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def unpacked(archive, target, most=10**6):
    unpack(archive, target, "data.tar", most, lambda *_: None)
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["w", "w:gz", "w:xz", "zip"])
def test_the_one_folder_inside_becomes_the_target(tmp_path, kind):
    path = tmp_path / "archive"
    archive = packed_zip(path, FILES) if kind == "zip" else tar(path, FILES, kind)
    result = unpacked(archive, tmp_path / "data" / "Task09")
    assert result == {name.removeprefix("Task/"): content for name, content in FILES.items()}
    # nothing beside it, and no rights taken over
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["Task09"]
    assert not (tmp_path / "data/Task09/dataset.json").stat().st_mode & (stat.S_ISUID | stat.S_IXUSR)


def test_several_things_inside_are_the_targets_own(tmp_path):
    result = unpacked(tar(tmp_path / "a", {"x/1": b"1", "y": b"2"}), tmp_path / "out")
    assert result == {"x/1": b"1", "y": b"2"}


def _link(kind, name="Task/link", to="/etc/passwd"):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, to
    return {"Task/a": b"a", name: entry}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"Task/a": b"a", "../evil": b"x"}, "leads outside"),
        ({"/evil": b"x"}, "leads outside"),
        ({"a/../../evil": b"x"}, "leads outside"),
        ({"..\\evil": b"x"}, "leads outside"),
        (_link(tarfile.SYMTYPE), "link or device"),
        (_link(tarfile.LNKTYPE), "link or device"),
        (_link(tarfile.FIFOTYPE), "link or device"),
        (_link(tarfile.CHRTYPE), "link or device"),
        ({}, "holds no file"),
    ],
)
def test_what_no_data_needs_is_refused_and_nothing_stays(tmp_path, files, words):
    archive = tar(tmp_path / "a.tar", files)
    with pytest.raises(StudyError, match=words):
        unpacked(archive, tmp_path / "out" / "Task")
    assert list((tmp_path / "out").iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.tar", "out"]


@pytest.mark.parametrize("name", ["../evil", "/evil", "C:/evil"])
def test_a_zip_likewise(tmp_path, name):
    with pytest.raises(StudyError, match="leads outside"):
        unpacked(packed_zip(tmp_path / "a.zip", {"a/b": b"", name: b"x"}), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_link_in_a_zip(tmp_path):
    entry = zipfile.ZipInfo("a/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(StudyError, match="link or device"):
        unpacked(tmp_path / "a.zip", tmp_path / "out")


def test_what_swells_is_stopped_while_it_is_written(tmp_path):
    archive = tar(tmp_path / "a.tar.gz", {"Task/a": bytes(10**7)}, "w:gz")
    assert archive.stat().st_size < 50_000
    with pytest.raises(StudyError, match=r"more than 0\.001 GB.*most_gb"):
        unpacked(archive, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"<html>not found</html>", b"", b"PK\x03\x04 broken"])
def test_what_is_no_archive(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(StudyError, match="damaged archive"):
        unpacked(tmp_path / "a", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_half_an_archive(tmp_path):
    archive = tar(tmp_path / "a.tar.gz", {"Task/a": bytes(range(256)) * 4000}, "w:gz")
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with pytest.raises(StudyError, match="damaged archive"):
        unpacked(archive, tmp_path / "out", 10**8)
    assert not (tmp_path / "out").exists()


def test_the_same_name_twice_is_no_second_file(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for content in (b"1", b"2"):
            entry = tarfile.TarInfo("a")
            entry.size = 1
            archive.addfile(entry, io.BytesIO(content))
    with pytest.raises(StudyError, match="two files of one name"):
        unpacked(tmp_path / "a.tar", tmp_path / "out")


def test_what_is_there_is_never_touched(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    with pytest.raises(StudyError, match="is there already"):
        unpacked(tar(tmp_path / "a", FILES), tmp_path / "out")
    assert (tmp_path / "out" / "mine").read_text() == "mine"
