import subprocess

import pytest

from segstudy.running.files import hash_of, is_left_behind, whole, write_text


def test_file_appears_when_the_block_succeeds(tmp_path):
    target = tmp_path / "new" / "table.csv"
    with whole(target) as beside:
        beside.write_text("half")
        assert not target.exists()
        beside.write_text("whole")
    assert target.read_text() == "whole"
    assert [path.name for path in target.parent.iterdir()] == ["table.csv"]


def test_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "table.csv"
    write_text(target, "old")
    with pytest.raises(RuntimeError, match="power"), whole(target) as beside:
        beside.write_text("half")
        raise RuntimeError("power")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_suffixes_are_kept_so_that_writers_know_the_format(tmp_path):
    with whole(tmp_path / "labels.nii.gz") as beside:
        assert beside.name.endswith(".nii.gz")
        beside.touch()


def test_what_a_killed_writer_leaves_is_known_by_its_name(tmp_path):
    with whole(tmp_path / "labels.nii.gz") as beside:
        beside.touch()
        assert is_left_behind(beside)
    assert not any(
        is_left_behind(tmp_path / name) for name in ("labels.nii.gz", ".labels.nii.gz", ".snakemake_timestamp")
    )


def test_the_hash_is_that_of_the_systems_own_tool(tmp_path):
    path = tmp_path / "weights"
    path.write_bytes(bytes(range(256)) * 10_000)
    told = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout
    assert hash_of(path) == told.split()[0]
