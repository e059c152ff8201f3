import hashlib
import io
import tarfile

import pytest
import yaml

from segstudy.application.cli import main
from segstudy.cases.layouts.registry import find_cases
from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = {
    "study": "s",
    "data": {"layout": "msd", "root": "data/Task", "organs": {"spleen": 1}},
    "preparations": {"raw": {"size": [48, 48]}},
    "arms": [{"name": "a", "preparation": "raw"}],
    "comparisons": {"baseline": "a"},
}


def study(folder, **download):
    data = {**STUDY["data"], **({"download": download} if download else {})}
    path = folder / "s.yaml"
    path.write_text(yaml.safe_dump({**STUDY, "data": data}))
    return path


def test_a_study_that_says_nothing_has_nothing_to_fetch(tmp_path, capsys):
    assert main(["download", str(study(tmp_path))]) == 2
    assert "does not say where its data is" in capsys.readouterr().err
    (tmp_path / "s.yaml").write_text("[")
    assert main(["download", str(tmp_path / "s.yaml")]) == 2
    assert "cannot be read as YAML" in capsys.readouterr().err


def test_data_that_is_there_is_left_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data/Task").mkdir(parents=True)
    # the address is never asked: nobody is there
    assert main(["download", str(study(tmp_path, url="http://127.0.0.1:9/a.tar", md5="0" * 32))]) == 0
    assert "is there already" in capsys.readouterr().err


def test_a_study_without_its_data_says_what_fetches_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    download = {"url": "http://127.0.0.1:9/a.tar", "md5": "0" * 32}
    settings = read_study(yaml.safe_load(study(tmp_path, **download).read_text())).data
    with pytest.raises(StudyError, match="`segstudy download` fetches it"):
        find_cases(settings, "results/s", ["spleen"])


def test_an_archive_comes_from_a_server(tmp_path, capsys, monkeypatch):
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    monkeypatch.chdir(tmp_path)
    (tmp_path / "www").mkdir()
    with tarfile.open(tmp_path / "www/a.tar", "w") as made:
        entry = tarfile.TarInfo("Task/dataset.json")
        entry.size = 2
        made.addfile(entry, io.BytesIO(b"{}"))
    md5 = hashlib.md5((tmp_path / "www/a.tar").read_bytes()).hexdigest()
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "www"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        path = study(tmp_path, url=f"http://127.0.0.1:{server.server_address[1]}/a.tar", md5=md5)
        assert main(["download", str(path)]) == 0
        server.shutdown()
        thread.join()
    assert (tmp_path / "data/Task/dataset.json").read_bytes() == b"{}"
    printed = capsys.readouterr().err
    assert all(word in printed for word in ("Fetching", "Checking", "Unpacking", "fetched and unpacked"))
