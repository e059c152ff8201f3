import io
import stat
import struct
import zipfile

import pytest

from segstudy.application.scans import archive
from segstudy.application.scans.archive import unpack
from segstudy.running.errors import StudyError


def packed(path, entries, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in entries:
            made.writestr(name, content)
    return path


def refused(path, folder, words):
    folder.mkdir(exist_ok=True)
    with pytest.raises(StudyError, match=words) as error:
        unpack(path, folder, "upload.zip")
    assert "\n" not in str(error.value)


def test_files_are_unpacked_under_numbers(tmp_path):
    path = packed(tmp_path / "a.zip", [("study/", ""), ("study/one.dcm", b"1"), ("study/deep/two.dcm", b"22")])
    (tmp_path / "out").mkdir()
    unpack(path, tmp_path / "out", "a.zip")
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == {"00000": b"1", "00001": b"22"}


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "..\\evil", "C:\\evil", "C:/evil"])
def test_a_path_that_leads_outside_is_refused(tmp_path, name):
    refused(packed(tmp_path / "a.zip", [(name, b"x")]), tmp_path / "out", "leads outside")
    assert not list((tmp_path / "out").iterdir())


def test_a_link_is_refused(tmp_path):
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(packed(tmp_path / "a.zip", [(entry, "/etc/passwd")]), tmp_path / "out", "a link")


def test_more_bytes_than_allowed_are_never_written(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 3 << 20)
    path = packed(tmp_path / "a.zip", [("a", bytes(2 << 20)), ("b", bytes(200 << 20))])
    refused(path, tmp_path / "out", "unpacks to more than")
    assert sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) <= 3 << 20


def test_sizes_in_the_archive_are_not_believed(tmp_path):
    """A file that says it is one byte long and is more."""
    path = packed(tmp_path / "a.zip", [("a", bytes(1 << 20))])
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1)
    path.write_bytes(data)
    (tmp_path / "out").mkdir()
    with pytest.raises(StudyError, match="damaged"):
        unpack(path, tmp_path / "out", "upload.zip")
    assert sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) <= 1


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 4)
    refused(packed(tmp_path / "a.zip", [(str(n), b"") for n in range(5)]), tmp_path / "out", "holds 5 files, at most 4")


def test_a_huge_table_of_contents_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", [("x" * 200 + str(n), b"") for n in range(20_000)])
    monkeypatch.setattr(archive.zipfile, "ZipFile", None)
    refused(path, tmp_path / "out", "too many files")


def test_a_zip64_table_of_contents_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", [(str(n), b"") for n in range(70_000)])
    monkeypatch.setattr(archive.zipfile, "ZipFile", None)
    refused(path, tmp_path / "out", "too many files")


def test_a_truncated_zip_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", [("a", bytes(range(256)) * 100)])
    path.write_bytes(path.read_bytes()[:-40])
    refused(path, tmp_path / "out", "damaged or truncated")


def test_broken_compressed_data_are_refused(tmp_path):
    path = packed(tmp_path / "a.zip", [("a", bytes(range(256)) * 100)])
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    refused(path, tmp_path / "out", "damaged")


def test_a_password_is_said(tmp_path):
    path = packed(tmp_path / "a.zip", [("a", b"x")])
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    refused(path, tmp_path / "out", "password")


def test_unusual_packing_is_refused(tmp_path):
    refused(packed(tmp_path / "a.zip", [("a", b"x")], zipfile.ZIP_LZMA), tmp_path / "out", "unusual way")


def test_an_empty_zip_unpacks_to_nothing(tmp_path):
    made = io.BytesIO()
    zipfile.ZipFile(made, "w").close()
    (tmp_path / "a.zip").write_bytes(made.getvalue())
    (tmp_path / "out").mkdir()
    unpack(tmp_path / "a.zip", tmp_path / "out", "a.zip")
    assert not list((tmp_path / "out").iterdir())
