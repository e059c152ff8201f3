import json
import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from segstudy.running import seals
from segstudy.running.errors import StudyError
from segstudy.running.making import Making
from segstudy.running.seals import Seals
from segstudy.running.shareable import told_apart

PARAMS = {"spec": {"alpha": 0.05}, "code": "abc"}


def is_as_made(seals, path):
    return seals.content(path, seals.of(path)) == seals.of(path).content


def job(reads, writes, params=PARAMS, log=""):
    files = {"input": list(map(str, reads)), "output": list(map(str, writes)), "log": [str(log)]}
    return SimpleNamespace(**files, params=params)


def make(reads, path, results, content="arm,dice\nraw,0.9\nfull,0.8\n", params=PARAMS):
    making = Making(job(reads, [path], params), results, patience=0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    making.seal()


@pytest.fixture
def results(tmp_path):
    return tmp_path / "results"


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "scan.nii.gz"
    path.write_bytes(b"scan")
    return path


@pytest.fixture
def table(results, scan):
    path = results / "evaluated" / "case.csv"
    make([scan], path, results)
    return path


def begin_a_run(results):
    (results / "logs").mkdir(parents=True)
    (results / "logs/run.lock").write_text("a run")
    time.sleep(0.02)  # clocks of disks have steps


def test_one_files_seal_is_the_one_its_folder_has(table, scan, results):
    names = ["case.csv", "case", 'ca"se.csv', "e.csv", "Fälle, 2.csv", "z.csv.json"]
    paths = [table.with_name(name) for name in names]
    for number, path in enumerate(paths):
        make([scan], path, results, content=f"{number}")
    for gathered in (False, True):
        if gathered:
            Seals(results).gather()
            assert [path.name for path in (results / "seals/evaluated").iterdir()] == ["seals.json"]
        whole, few = Seals(results), Seals(results, few=True)
        assert [few.of(path) for path in paths] == [whole.of(path) for path in paths]
        assert None not in map(few.of, paths) and few.of(table.with_name("other.csv")) is None
    make([scan], table, results, content="newer")
    assert few.of(table) != Seals(results, few=True).of(table) == Seals(results).of(table)


def test_a_job_of_few_files_reads_no_seals_of_others(table, scan, results, monkeypatch):
    make([table], results / "other/first.csv", results)
    monkeypatch.setattr(seals, "_folder", None)
    make([table, scan], results / "other/second.csv", results)
    with pytest.raises(TypeError):
        make([*[table] * 21, scan], results / "other/third.csv", results)


def test_a_job_refuses_a_scan_that_was_replaced_since_another_job_of_the_run_read_it(scan, results):
    begin_a_run(results)
    make([scan], results / "cases/P1.json", results)
    make([scan], results / "prepared/P1.image", results)
    scan.write_bytes(b"another")
    with pytest.raises(StudyError, match=r"scan\.nii\.gz: replaced while this study runs; run the same command again"):
        make([scan], results / "prepared/P1.label", results)
    shutil.rmtree(results / "logs")
    begin_a_run(results)  # the next run has seen it
    make([scan], results / "prepared/P1.label", results)


def test_a_scan_that_was_only_touched_is_the_same(scan, results):
    begin_a_run(results)
    make([scan], results / "cases/P1.json", results)
    scan.touch()
    make([scan], results / "prepared/P1.image", results)


def test_a_job_whose_scan_is_replaced_while_it_reads_seals_nothing(scan, results):
    making = Making(job([scan], [results / "prepared/P1.image"]), results, patience=0)
    (results / "prepared").mkdir(parents=True)
    (results / "prepared/P1.image").write_text("of the first half of one and the second of another")
    scan.write_bytes(b"another")
    with pytest.raises(StudyError, match="replaced while this study runs"):
        making.seal()
    assert Seals(results).of(results / "prepared/P1.image") is None


@pytest.mark.parametrize(
    "content", ["", "arm,dice\nraw,0.9\n", "arm,dice\nraw,0.9\nfull,0.9\n", "arm,dice\nraw,0.9\nfull,0.8\n\n"]
)
def test_a_job_refuses_what_was_cut_or_changed(table, results, content):
    Making(job([table], []), results, patience=0)
    table.write_text(content)
    with pytest.raises(StudyError, match=r"case\.csv: changed or cut since .* delete it and run again"):
        Making(job([table], []), results, patience=0)


def test_a_job_refuses_what_went_missing(table, results):
    table.unlink()
    with pytest.raises(StudyError, match="delete it and run again"):
        Making(job([table], []), results, patience=0)


def test_touching_breaks_no_seal_and_new_content_can_be_sealed(table, results, scan):
    table.touch()
    Making(job([table], []), results, patience=0)
    make([scan], table, results, content="new\n")
    Making(job([table], []), results, patience=0)


def test_what_a_seal_says_was_made_changes_with_parameters_and_inputs_and_nothing_else(table, results, scan):
    before = Seals(results).of(table).made
    make([scan], table, results, params={"code": "abc", "spec": {"alpha": 0.05}})
    assert Seals(results).of(table).made == before
    make([scan], table, results, params={**PARAMS, "code": "abd"})
    assert Seals(results).of(table).made != before
    scan.write_bytes(b"Scan")
    make([scan], table, results)
    assert Seals(results).of(table).made != before


def test_data_count_by_content_wherever_they_lie_and_files_of_the_study_by_path_too(table, results, scan, tmp_path):
    before = Seals(results).of(table).made
    make([shutil.copy(scan, tmp_path / "moved.nii.gz")], table, results)
    assert Seals(results).of(table).made == before
    inside = [shutil.copy(scan, results / name) for name in ("a", "b")]
    makings = set()
    for path in inside:
        make([path], table, results)
        makings.add(Seals(results).of(table).made)
    assert len(makings | {before}) == 3


def test_marks_of_stages_are_no_inputs(table, results, scan):
    before = Seals(results).of(table).made
    (results / "stages").mkdir()
    make([scan, results / "stages/usable"], table, results)
    assert Seals(results).of(table).made == before


def test_gathered_seals_say_what_single_ones_said_and_are_one_a_folder(table, results, scan):
    make([table], results / "evaluated/other.csv", results)
    make([table], results / "metrics.csv", results)
    paths = [table, results / "evaluated/other.csv", results / "metrics.csv"]
    before = [Seals(results).of(path) for path in paths]
    assert all(before)
    Seals(results).gather()
    left = sorted(str(path.relative_to(results / "seals")) for path in (results / "seals").rglob("*.json"))
    assert left == ["evaluated/seals.json", "seals.json", "sources.json"]
    assert [Seals(results).of(path) for path in paths] == before
    assert list(json.loads((results / "seals/sources.json").read_text())) == [told_apart(str(scan))]
    make([scan], table, results, content="newer\n")
    assert Seals(results).of(table).content != before[0].content  # the single one is the newer
    Seals(results).gather()
    assert Seals(results).of(table).content != before[0].content


def test_data_are_read_again_only_where_their_stamp_is_another(table, results, scan, monkeypatch):
    about = scan.stat()
    scan.write_bytes(b"nacs")  # in place, of the same size, and as old as before
    os.utime(scan, ns=(about.st_atime_ns, about.st_mtime_ns))
    known = Seals(results)
    content = known.source(scan)
    assert not known.read_again
    scan.unlink()
    scan.write_bytes(b"nacs")
    os.utime(scan, ns=(0, 0))  # older
    again = Seals(results)
    assert again.source(scan) != content
    assert list(again.read_again) == [scan]


def test_copies_are_read_once_and_then_known(table, results):
    Seals(results).gather()
    copied = results.with_name("copy")
    shutil.copytree(results, copied, copy_function=shutil.copy)
    seals = Seals(copied)
    path = copied / "evaluated/case.csv"
    assert is_as_made(seals, path) and list(seals.read_again) == [path]
    seals.remember()
    seals = Seals(copied)
    assert is_as_made(seals, path) and not seals.read_again
    path.write_text("cut")
    assert not is_as_made(Seals(copied), path)


def test_a_cut_file_of_seals_says_nothing(table, results):
    Seals(results).gather()
    gathered = results / "seals/evaluated/seals.json"
    gathered.write_text(gathered.read_text()[:30])
    assert Seals(results).of(table) is None


def test_what_a_killed_writer_left_is_no_seal(table, results):
    before = Seals(results).of(table)
    child = os.fork()
    if not child:
        Path.replace = lambda *_: os._exit(9)  # dies with `.….seals.json` written whole and not yet in its place
        Seals(results).gather()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert list((results / "seals/evaluated").glob(".*.seals.json"))
    assert Seals(results).of(table) == before
    Seals(results).gather()
    assert Seals(results).of(table) == before


def test_what_a_job_used_is_kept_once_whoever_rewrites_its_seals(results, scan):
    made = [results / "prepared/P1.image", results / "prepared/P1.grid"]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made")
    log = results / "logs/prepare_image/raw/P1.log"
    Making(job([scan], made, log=log), results, patience=0).seal()
    make([made[0]], results / "cases.csv", results)  # without a log nobody knows which job it was
    (used,) = Seals(results).used()
    assert used.job == "prepare_image/raw/P1"
    Seals(results).gather()
    assert [*Seals(results).used()] == [used]
    made[0].touch()
    again = Seals(results)
    assert is_as_made(again, made[0]) and again.read_again
    again.remember()
    assert [*Seals(results).used()] == [used]
    Seals(results).gather()
    assert [*Seals(results).used()] == [used]


def test_seals_of_before_jobs_said_what_they_used_are_read(table, results):
    before = Seals(results).of(table)
    single = results / "seals/evaluated/case.csv.json"
    single.write_text(json.dumps({"content": before.content, "stamp": before.stamp, "made": before.made}))
    assert Seals(results).of(table) == before and not [*Seals(results).used()]


def test_folders_are_sealed_by_all_they_hold(results, scan):
    folder = results / "nnunet/preprocessed"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/a.b2nd").write_bytes(b"a")
    Making(job([scan], [folder]), results).seal()
    (folder / ".snakemake_timestamp").touch()
    assert is_as_made(Seals(results), folder)
    Making(job([folder], []), results, patience=0)
    (folder / "deep/a.b2nd").write_bytes(b"b")
    assert not is_as_made(Seals(results), folder)
    with pytest.raises(StudyError, match="preprocessed: changed or cut"):
        Making(job([folder], []), results, patience=0)
