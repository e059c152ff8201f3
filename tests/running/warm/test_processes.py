import os
import shutil
import signal
import subprocess
import sys
import time
from queue import SimpleQueue
from threading import Thread

import psutil
import pytest

from segstudy.running.warm.processes import WarmProcesses

pytestmark = pytest.mark.skipif(not WarmProcesses.possible(), reason="another system than Linux")


@pytest.fixture(scope="module")
def processes():
    opened = WarmProcesses(["json"])
    yield opened
    opened.close()


@pytest.fixture
def run(processes, tmp_path):
    """Runs a script, and returns its status and what it said."""

    def ran(text: str, *arguments: str, **more) -> tuple[int, str]:
        script, said = tmp_path / "script.py", tmp_path / "said"
        script.write_text(text, encoding="utf-8")
        environment = more.pop("environment", dict(os.environ))
        more = {"streams": [str(said)] * 2, **more}
        status = processes.start([str(script), *arguments], environment, **more).wait()
        return status, said.read_text(encoding="utf-8") if said.exists() else ""

    return ran


def test_a_script_runs_as_if_started(run, tmp_path):
    text = "import os, sys\nprint(__name__, sys.argv[1:], sys.path[0], os.getcwd(), dict(os.environ))"
    status, said = run(text, "one", folder="/", environment={"MINE": "1"})
    assert (status, said) == (0, f"__main__ ['one'] {tmp_path} / {{'MINE': '1'}}\n")


def test_functions_of_a_script_are_found_by_name(run):
    text = "import pickle, sys\ndef one(): return 1\n"
    text += "print(pickle.loads(pickle.dumps(one))(), sys.modules['__main__'].one())"
    assert run(text) == (0, "1 1\n")


def test_a_module_runs_as_if_started(run):
    status, said = run("", module="this")
    assert status == 0
    assert "Zen of Python" in said


def test_what_a_module_path_names_is_found(run, tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/mine_alone.py").write_text("value = 7")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "lib")}
    assert run("import mine_alone\nprint(mine_alone.value)", environment=environment) == (0, "7\n")


@pytest.mark.parametrize(
    ("ends", "status"), [("pass", 0), ("import sys; sys.exit(3)", 3), ("raise SystemExit('why')", 1), ("1 / 0", 1)]
)
def test_the_status_is_the_script_s(run, ends, status):
    assert run(ends)[0] == status


def test_a_message_and_a_traceback_are_said(run):
    assert run("raise SystemExit('why')")[1] == "why\n"
    assert "ZeroDivisionError" in run("1 / 0")[1].splitlines()[-1] + run("1 / 0")[1]


def test_what_a_script_leaves_for_its_end_is_done(run, tmp_path):
    run(f"import atexit, pathlib\natexit.register(pathlib.Path({str(tmp_path / 'left')!r}).touch)")
    assert (tmp_path / "left").exists()


def test_nothing_of_one_script_is_seen_by_the_next(run):
    run("import sys, os, json\njson.mine = 1\nos.environ['MINE'] = '1'\nsys.modules['mine'] = json")
    assert run("import json, os, sys\nprint(hasattr(json, 'mine'), 'MINE' in os.environ, 'mine' in sys.modules)") == (
        0,
        "False False False\n",
    )


def test_what_is_imported_first_is_there_and_nothing_else(run):
    said = run("import sys\nprint('json' in sys.modules, [name for name in sys.modules if 'segstudy' in name])")[1]
    assert said == "True []\n"


def test_what_a_script_needed_later_scripts_find_imported(run):
    assert run("import sys\nprint('scipy.stats' in sys.modules)")[1] == "False\n"
    run("import scipy.stats")
    assert "True" in run("import sys\nprint('scipy.stats' in sys.modules)")[1].splitlines()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package, and processes that keep its modules."""
    folder = tmp_path / "lib/mine"
    folder.mkdir(parents=True)
    for name, text in {"__init__": "", "part": "value = 1", "whole": "from mine.part import value"}.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))
    opened = WarmProcesses(["json"], package="mine")
    yield folder, opened
    opened.close()


def _said(processes, script, text):
    said = script.with_suffix(".said")
    said.unlink(missing_ok=True)
    script.write_text(text)
    assert processes.start([str(script)], dict(os.environ), streams=[str(said)] * 2).wait() == 0, said.read_text()
    return said.read_text()


_THERE = "import sys\nprint(sorted(name for name in sys.modules if name.startswith('mine')))\n"


def test_modules_of_the_package_are_found_imported_until_one_is_edited(package, tmp_path):
    folder, processes = package
    assert _said(processes, tmp_path / "a.py", _THERE + "import mine.whole") == "[]\n"
    assert _said(processes, tmp_path / "b.py", _THERE) == "['mine', 'mine.part', 'mine.whole']\n"
    assert processes.fresh
    (folder / "part.py").write_text("value = 2")
    assert not processes.fresh


def test_modules_of_a_package_that_another_path_names_are_imported_anew(package, tmp_path, monkeypatch):
    folder, processes = package
    shows = "import mine.whole\nprint(mine.whole.value)"
    assert [_said(processes, tmp_path / f"{name}.py", shows) for name in "ab"] == ["1\n"] * 2
    shutil.copytree(folder.parent, tmp_path / "other", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "other/mine/part.py").write_text("value = 3")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("PYTHONPATH", str(tmp_path / "other"))
        assert [_said(processes, tmp_path / f"{name}.py", shows) for name in "cd"] == ["3\n"] * 2
    assert _said(processes, tmp_path / "e.py", shows) == "1\n"


def test_modules_of_a_script_that_needed_a_heavy_library_stay_with_it(package, tmp_path):
    folder, processes = package
    (folder.parent / "nnunetv2.py").write_text("")
    assert _said(processes, tmp_path / "a.py", _THERE + "import mine.whole, nnunetv2") == "[]\n"
    assert _said(processes, tmp_path / "b.py", _THERE) == "[]\n"


def test_a_retired_process_ends_with_its_last_script(tmp_path):
    retired = WarmProcesses(["json"])
    (tmp_path / "waits.py").write_text("import time\ntime.sleep(1)\n")
    running = retired.start([str(tmp_path / "waits.py")], dict(os.environ))
    retired.retire()
    assert retired.alive
    assert running.wait() == 0
    retired._server.wait(timeout=30)
    assert not retired.alive


def test_random_numbers_differ_between_scripts(run):
    run("import random\nprint(random.random())")
    said = run("import random\nprint(random.random())")[1].split()
    assert len(set(said)) == 2


def test_a_signal_ends_one_script_alone(processes, tmp_path):
    script = tmp_path / "waits.py"
    script.write_text("import pathlib, sys, time\npathlib.Path(sys.argv[1]).touch()\ntime.sleep(60)")
    begun = [tmp_path / name for name in ("first", "second")]
    first, second = (processes.start([str(script), str(path)], dict(os.environ)) for path in begun)
    while not all(path.exists() for path in begun):
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    assert psutil.Process(second.pid).is_running()
    os.kill(second.pid, signal.SIGINT)  # as Ctrl-C: an exception, which has its traceback
    assert second.wait() == 1


def test_a_process_is_there_until_its_end_was_seen(processes, tmp_path):
    script = tmp_path / "short.py"
    script.write_text("")
    process = processes.start([str(script)], dict(os.environ))
    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    time.sleep(0.1)
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    assert process.wait() == 0


def test_a_script_whose_server_is_gone_says_so(tmp_path):
    script = tmp_path / "waits.py"
    script.write_text("import time\ntime.sleep(1)")
    processes = WarmProcesses(["json"])
    process = processes.start([str(script)], dict(os.environ))
    processes._server.kill()
    with pytest.raises(OSError, match="has ended"):
        process.wait()


def test_server_and_scripts_end_with_the_process_that_started_them(tmp_path):
    (tmp_path / "waits.py").write_text("import time\ntime.sleep(60)")
    script = tmp_path / "starts.py"
    script.write_text(
        "import os, pathlib\nfrom segstudy.running.warm.processes import WarmProcesses\n"
        "processes = WarmProcesses(['json'])\nprocess = processes.start(['waits.py'], dict(os.environ))\n"
        "pathlib.Path('pids').write_text(f'{processes._server.pid} {process.pid}')\nos.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, str(script)], cwd=tmp_path, check=False)
    for pid in map(int, (tmp_path / "pids").read_text().split()):
        for _ in range(100):
            if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                break
            time.sleep(0.05)
        else:
            raise AssertionError("it is still there")


def test_whoever_waits_hears_that_the_process_was_killed_also_with_a_question_unread(tmp_path):
    opened = WarmProcesses(["json"])
    (tmp_path / "sleeps.py").write_text("import signal\nsignal.pause()\n")
    job = opened.start([str(tmp_path / "sleeps.py")], dict(os.environ))
    (server,) = (each for each in psutil.Process().children() if job.pid in {child.pid for child in each.children()})
    server.suspend()
    opened.ask(unread=True)
    heard: SimpleQueue[str] = SimpleQueue()

    def wait() -> None:
        try:
            job.wait()
        except OSError as error:
            heard.put(str(error))

    Thread(target=wait, daemon=True).start()
    server.kill()
    assert "has ended" in heard.get(timeout=30)
    assert not opened.alive
    with pytest.raises(OSError, match="has ended"):
        opened.start([str(tmp_path / "sleeps.py")], dict(os.environ))
