import gzip
import hashlib
import os

import pytest

from segstudy.cases.checks.source import UnusableError, open_source


def read_all(path) -> bytes:
    with open_source(str(path)) as source:
        data = source.read(1 << 24)
        assert source.surplus() == 0
        assert source.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    return data


def test_packed_and_plain_files_give_the_same_bytes(tmp_path):
    data = os.urandom(5_000_000)
    (tmp_path / "a.nii").write_bytes(data)
    (tmp_path / "a.nii.gz").write_bytes(gzip.compress(data[:2_000_000], 1) + gzip.compress(data[2_000_000:], 1))
    assert read_all(tmp_path / "a.nii") == data
    assert read_all(tmp_path / "a.nii.gz") == data


@pytest.mark.parametrize("name,content,words", [
    ("a.nii.gz", b"plain", "not gzip-compressed"),
    ("a.nii", gzip.compress(b"x", mtime=0), "rename it to .nii.gz"),
    ("a.nii.gz", b"", "0 bytes"),
    ("a.mha", b"x", "convert it to NIfTI"),
])  # fmt: skip
def test_unsuitable_files_say_what_to_do(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnusableError, match=words), open_source(str(tmp_path / name)):
        pass


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.nii.gz")
    (tmp_path / "folder.nii.gz").mkdir()
    (tmp_path / "nowhere.nii.gz").symlink_to(tmp_path / "gone")
    for name, words in (("pipe", "regular"), ("folder", "folder"), ("nowhere", "missing"), ("nul\0", "null byte")):
        with pytest.raises(UnusableError, match=words), open_source(f"{tmp_path}/{name}.nii.gz"):
            pass


def test_a_file_one_may_not_read_says_so(tmp_path):
    path = tmp_path / "a.nii"
    path.write_bytes(b"x" * 400)
    path.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)  # root may read everything
        with pytest.raises(UnusableError, match="Permission denied"), open_source(str(path)):
            pass
    finally:
        os.seteuid(user)


def test_a_flipped_bit_fails_the_checksum(tmp_path):
    packed = bytearray(gzip.compress(os.urandom(100_000), 1))
    packed[50_000] ^= 1
    path = tmp_path / "a.nii.gz"
    path.write_bytes(packed)
    with open_source(str(path)) as source, pytest.raises(UnusableError, match="damaged"):
        source.read(100_000)
        source.surplus()
