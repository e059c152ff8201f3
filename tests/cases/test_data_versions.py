import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from segstudy.cases.data_versions import check_versions, folder_md5, record_files
from segstudy.running.errors import StudyError

needs_dvc = pytest.mark.skipif(importlib.util.find_spec("dvc") is None, reason="DVC (the extra `dvc`) is missing")


def md5(data):
    return hashlib.md5(data).hexdigest()


@pytest.fixture
def tracked(tmp_path):
    """A folder of two cases, and the record and the listing that `dvc add` would leave."""
    data, files = tmp_path / "data" / "thorax", {}
    for case in ("P1", "P2"):
        for name in ("GT.nii.gz", f"{case}.nii.gz"):
            path = data / case / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(f"{case} {name}\0".encode())
            files[path.relative_to(data).as_posix()] = md5(path.read_bytes())
    whole = folder_md5(files)
    record = {"outs": [{"md5": whole, "nfiles": len(files), "hash": "md5", "path": "thorax"}]}
    (tmp_path / "data/thorax.dvc").write_text(yaml.safe_dump(record))
    listing = tmp_path / ".dvc/cache/files/md5" / whole[:2] / whole[2:]
    listing.parent.mkdir(parents=True)
    listing.write_text(json.dumps([{"md5": files[path], "relpath": path} for path in sorted(files)]))
    return data, listing, whole


def paths(data):
    return sorted(str(path) for path in data.rglob("*.nii.gz"))


def test_unchanged_data_are_named_by_their_hash(tracked, tmp_path, monkeypatch):
    data, _, whole = tracked
    records = record_files(paths(data))
    assert records == [str(data) + ".dvc"]
    ((name, elsewhere),) = check_versions(records, paths(data)).items()
    assert name.startswith("…/thorax.dvc (#") and elsewhere == {"path": "…/thorax", "md5": whole, "files": 4}
    monkeypatch.chdir(tmp_path)
    here = {"path": "data/thorax", "md5": whole, "files": 4}
    assert check_versions(records, paths(data)) == {"data/thorax.dvc": here}


def test_a_changed_file_is_named_with_both_hashes(tracked):
    data, _, _ = tracked
    changed = data / "P2" / "GT.nii.gz"
    recorded = md5(changed.read_bytes())
    changed.write_bytes(b"redrawn")
    with pytest.raises(StudyError) as error:
        check_versions(record_files(paths(data)), paths(data))
    message = str(error.value)
    assert f"{changed}: recorded {recorded}, found {md5(b'redrawn')}" in message
    assert "dvc checkout" in message
    assert "dvc commit" in message
    assert "P1" not in message


def test_a_new_file_is_not_among_the_recorded(tracked):
    data, _, _ = tracked
    new = data / "P3.nii.gz"
    new.write_bytes(b"new")
    with pytest.raises(StudyError, match="P3.nii.gz: not among the files"):
        check_versions(record_files(paths(data)), paths(data))
    assert check_versions(record_files(paths(data)), [path for path in paths(data) if path != str(new)])


def test_without_the_cache_the_whole_folder_is_compared(tracked):
    data, listing, _ = tracked
    listing.unlink()
    assert check_versions(record_files(paths(data)), paths(data))
    (data / "P1" / "GT.nii.gz").write_bytes(b"redrawn")
    with pytest.raises(StudyError, match="thorax: recorded .*found"):
        check_versions(record_files(paths(data)), paths(data))


def test_files_of_no_record_have_none(tmp_path):
    (tmp_path / "scan.nii.gz").write_bytes(b"")
    assert record_files([tmp_path / "scan.nii.gz"]) == []


def test_a_broken_record_is_an_error(tmp_path):
    (tmp_path / "scan.nii.gz").write_bytes(b"")
    record = tmp_path / "scan.nii.gz.dvc"
    record.write_text("outs: nothing")
    with pytest.raises(StudyError, match="cannot be read as a DVC file"):
        check_versions([record], [tmp_path / "scan.nii.gz"])


@needs_dvc
def test_what_dvc_itself_records_is_understood(tmp_path):
    data = tmp_path / "data"
    for name in ("b/scan.nii.gz", "b-1/scan.nii.gz", "a/x.nii.gz", "B.nii.gz"):
        path = data / "cohort" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() + b"\0\r\n")
    (data / "alone.nii.gz").write_bytes(b"alone\0")
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "DVC_NO_ANALYTICS": "1"}
    for command in (["init", "--no-scm", "-q"], ["add", "-q", "data/cohort", "data/alone.nii.gz"]):
        subprocess.run([sys.executable, "-m", "dvc", *command], cwd=tmp_path, env={**os.environ, **home}, check=True)
    used = paths(data)
    records = record_files(used)
    assert [Path(record).name for record in records] == ["alone.nii.gz.dvc", "cohort.dvc"]
    known = check_versions(records, used)
    assert [version["files"] for version in known.values()] == [1, 4]

    for listing in (tmp_path / ".dvc").rglob("*.dir"):
        listing.unlink()
    assert check_versions(records, used) == known
    (data / "alone.nii.gz").unlink()
    (data / "alone.nii.gz").write_bytes(b"another\0")
    with pytest.raises(StudyError, match="alone.nii.gz: recorded"):
        check_versions(records, used)
