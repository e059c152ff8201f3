import hashlib
import io
import tarfile
from contextlib import contextmanager

import pytest
from pydantic import ValidationError

from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.download import DownloadSettings
from segstudy.download.obtain import obtain
from segstudy.running.errors import StudyError


def archive(files):
    with io.BytesIO() as buffer:
        with tarfile.open(fileobj=buffer, mode="w") as made:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                made.addfile(entry, io.BytesIO(content))
        return buffer.getvalue()


CONTENT = archive({"Task/dataset.json": b"{}", "Task/scan": bytes(200_000)})


@contextmanager
def show_progress(step):
    yield lambda done, total: None


def settings(server, **changes):
    return DownloadSettings(**{"url": server.url, "sha256": hashlib.sha256(CONTENT).hexdigest(), **changes})


@pytest.mark.parametrize("kind", ["sha256", "md5"])
def test_from_an_address_to_a_folder(server, tmp_path, kind):
    server.content, server.break_after = CONTENT, [90_000]
    checksum = {"sha256": None, kind: hashlib.new(kind, CONTENT).hexdigest().upper()}
    root = tmp_path / "data" / "Task09"
    assert obtain(settings(server, **checksum), root, show_progress) is True
    assert (root / "dataset.json").read_bytes() == b"{}"
    assert [each.name for each in root.parent.iterdir()] == ["Task09"]
    assert obtain(settings(server, **checksum), root, show_progress) is False
    assert server.asked == [None, "bytes=90000-"]


def test_a_bad_archive_is_not_unpacked_and_not_kept(server, tmp_path):
    server.content = CONTENT[:-1] + b"x"
    with pytest.raises(StudyError, match="is not the archive it should be"):
        obtain(settings(server), tmp_path / "Task09", show_progress)
    assert list(tmp_path.iterdir()) == []
    server.content = CONTENT
    obtain(settings(server), tmp_path / "Task09", show_progress)
    assert (tmp_path / "Task09" / "scan").stat().st_size == 200_000


def test_an_address_needs_a_checksum_and_a_scheme_a_folder():
    with pytest.raises(ValidationError, match="sha256"):
        DownloadSettings(url="https://example.org/a.tar")
    with pytest.raises(ValidationError):
        DownloadSettings(url="file:///etc/passwd", md5="0" * 32)
    checksum = {"url": "https://example.org/a.tar", "md5": "0" * 32}
    DataSettings(layout="msd", root="data/Task", organs={"spleen": 1}, download=checksum)
    with pytest.raises(ValidationError, match="layout table has none"):
        DataSettings(layout="table", root="cases.csv", organs={"spleen": 1}, download=checksum)
