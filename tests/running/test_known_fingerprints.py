import json
import os
import time

import pytest

from segstudy.running import known_fingerprints as subject
from segstudy.running.fingerprints import fingerprint
from segstudy.running.known_fingerprints import KnownFingerprints


@pytest.fixture
def place(tmp_path):
    """A folder with Snakemake's records, a package of one file, and a script."""
    (tmp_path / ".snakemake").mkdir()
    (tmp_path / "package/room").mkdir(parents=True)
    (tmp_path / "package/room/module.py").write_text("width = 3\n")
    (tmp_path / "script.py").write_text("import segstudy.running.files\n")
    return tmp_path


@pytest.fixture
def known(place, monkeypatch):
    """A process's fingerprints, the package's files being old enough."""
    monkeypatch.setattr(subject, "SETTLED_SECONDS", -1)
    return lambda: KnownFingerprints(place / ".snakemake/kept.json", place / "package")


@pytest.fixture
def taken(place, known, monkeypatch):
    """Lets one process take a fingerprint and keep it; the fingerprints that were taken, not known."""
    asked = []
    monkeypatch.setattr(subject, "fingerprint", lambda *what, **how: asked.append(what) or fingerprint(*what, **how))
    first = known()
    assert first.of(place / "script.py") == fingerprint(place / "script.py")
    first.keep()
    asked.clear()
    return asked


def test_what_was_taken_is_not_taken_again(place, known, taken):
    again = known()
    assert again.of(place / "script.py") == fingerprint(place / "script.py")
    assert not taken
    kept = (place / ".snakemake/kept.json").stat()
    again.keep()
    assert (place / ".snakemake/kept.json").stat() == kept


def test_another_question_is_another_answer(place, known, taken):
    module = "segstudy.models.enet:ENet"
    for describes in (False, True):
        expected = fingerprint(place / "script.py", module, describes=describes)
        assert known().of(place / "script.py", module, describes=describes) == expected
    assert len(taken) == 2


def test_a_change_of_the_same_size_and_an_older_time_is_seen(place, known, taken):
    module, script = place / "package/room/module.py", place / "script.py"
    for path, text in ((module, "width = 4\n"), (script, "import segstudy.running.error\n")):
        before = path.stat()
        path.write_text(text)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        taken.clear()
        assert known().of(script) == fingerprint(script)
        assert taken, path.name


def test_a_new_file_is_seen(place, known, taken):
    (place / "package/room/other.py").write_text("")
    known().of(place / "script.py")
    assert taken


def test_what_changes_while_it_is_asked_is_not_kept(place, known):
    known_now = known()
    known_now.of(place / "script.py")
    (place / "package/room/module.py").write_text("width = 5\n")
    known_now.keep()
    assert not (place / ".snakemake/kept.json").exists()


def test_what_is_young_is_not_relied_on(place, known, monkeypatch):
    monkeypatch.setattr(subject, "SETTLED_SECONDS", 3600)
    known_now = known()
    known_now.of(place / "script.py")
    known_now.keep()
    assert not (place / ".snakemake/kept.json").exists()
    monkeypatch.setattr(time, "time", lambda: place.stat().st_ctime + 7200)
    known_now.keep()
    assert (place / ".snakemake/kept.json").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"state": "another", "known": {}}', "{", '{"state": 1}', "null"])
def test_a_file_that_cannot_be_read_is_nothing(place, known, text):
    (place / ".snakemake/kept.json").write_text(text)
    assert known().of(place / "script.py") == fingerprint(place / "script.py")


def test_a_folder_without_records_gets_none(place, known):
    (place / ".snakemake").rmdir()
    known_now = known()
    known_now.of(place / "script.py")
    known_now.keep()
    assert not (place / ".snakemake").exists()


def test_what_is_kept_is_one_line_a_question(place, known, taken):
    kept = json.loads((place / ".snakemake/kept.json").read_text())
    assert list(kept["known"].values()) == [fingerprint(place / "script.py")]
