"""The process that jobs are forked from: it imports what they need, and runs nothing itself.

Started by its path with the number of a socket, the name of a package, and modules to import first. Over the socket it
is asked for jobs and tells how they end, a line of JSON each, and which files of the package it has imported since:
what a job needed of the package the next ones find imported. It ends with the process that started it, and what it
forked ends with it.
"""

import atexit
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

# What nearly every job needs, and needs long to import.
FIRST = (
    "numpy",
    "pandas",
    "nibabel",
    "scipy.ndimage",
    "yaml",
    "psutil",
    "pydantic.main",
    "snakemake.io",
    "snakemake.iocontainers",
    "snakemake.logging",
)
# What is imported here too once a job has needed it.
LATER = (
    "scipy.stats",
    "scipy.optimize",
    "scipy.signal",
    "blosc2",
    "cc3d",
    "cv2",
    "edt",
    "matplotlib.pyplot",
    "SimpleITK",
    "torch",
    "safetensors.torch",
    "torch._dynamo",
    "torch.fx.experimental.symbolic_shapes",
)
# Where a job needed one of these, its modules are left to it: they take seconds, or read the environment.
APART = {"itk", "mlflow", "nnunetv2", "optuna", "streamlit"}
# Of what package modules are imported too, and where it was looked for.
_package, _path = "", ""

# of prctl(2)
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


def serve(control: socket.socket, package: str, packages: tuple[str, ...]) -> None:
    """Fork a process for each line that asks for one, until the other side is closed."""
    global _package, _path
    _package, _path = package, os.environ.get("PYTHONPATH", "")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _import(packages)
    gc.freeze()  # a child's collections then leave these pages shared
    with selectors.DefaultSelector() as ready:
        ready.register(control, selectors.EVENT_READ)
        waiting = b""
        while True:
            for key, _ in ready.select():
                if key.fileobj is control:
                    received = control.recv(1 << 16)
                    if not received:
                        return
                    *lines, waiting = (waiting + received).split(b"\n")
                    for line in lines:
                        asked = json.loads(line)
                        if "seen" in asked:
                            os.waitpid(asked["seen"], 0)
                        else:
                            _start(control, ready, asked)
                else:
                    _end(control, ready, key)


def _start(control: socket.socket, ready: selectors.BaseSelector, job: dict[str, Any]) -> None:
    told, tells = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(told)
        control.close()
        ready.close()
        _run(job, tells)
    os.close(tells)
    _say(control, job=job["job"], pid=pid)
    # a descriptor that can be read once the process has ended
    ready.register(os.pidfd_open(pid), selectors.EVENT_READ, (job["job"], pid, told))


def _end(control: socket.socket, ready: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    job, pid, told = key.data
    ready.unregister(key.fileobj)
    os.close(int(key.fd))
    # Its entry stays until the other side has seen the end: it may only now begin to watch the process.
    ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    status = ended.si_status if ended and ended.si_code == os.CLD_EXITED else -(ended.si_status if ended else 0)
    os.set_blocking(told, False)  # a child of the job may still hold the other end
    with os.fdopen(told, "rb") as pipe:
        said = pipe.read()
    _say(control, job=job, status=status)
    if said:
        needed = json.loads(said)
        _import(needed["libraries"])
        _say(control, imported=_imported(needed["modules"], needed["at"]))
    gc.freeze()


def _imported(names: list[str], at: str | None) -> dict[str, list[int]]:
    """Import modules of the package, and tell each one's file with its stamp from before."""
    stamps = {}
    with suppress(Exception):
        for name in (_package, *names):
            file = importlib.util.find_spec(name).origin  # type: ignore[union-attr]
            if name == _package and file != at:  # the job has one from elsewhere
                return {}
            if file:
                stamps[file] = stamp(file)
        _import(names)
    return stamps


def stamp(file: str) -> list[int]:
    """What is another once a file was written anew."""
    state = Path(file).stat()
    return [state.st_mtime_ns, state.st_size, state.st_ino]


def _of_package(name: str) -> bool:
    return bool(_package) and name.partition(".")[0] == _package


def _needed(before: set[str]) -> dict[str, Any]:
    """What jobs to come should find imported."""
    new = sys.modules.keys() - before
    modules = [] if APART & new else sorted(filter(_of_package, new))
    at = getattr(sys.modules.get(_package), "__file__", None)
    return {"libraries": [name for name in LATER if name in new], "modules": modules, "at": at}


def _run(job: dict[str, Any], tells: int) -> NoReturn:
    status, before = 1, set(sys.modules)
    try:
        # No job outlives the run that waits for it; the server ends with that.
        system = ctypes.CDLL(None)
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        system.prctl(_PR_SET_NAME, _name(job).encode())
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(job["folder"])
        os.environ.clear()
        os.environ.update(job["environment"])
        tempfile.tempdir = None
        for number, path in enumerate(job.get("streams", ()), start=1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666), number)
        sys.argv = job["arguments"]
        sys.path[0] = str(Path(sys.argv[0]).parent)
        known = set(sys.path)
        sys.path[1:1] = [
            path for path in job["environment"].get("PYTHONPATH", "").split(os.pathsep) if path not in known
        ]
        if job["environment"].get("PYTHONPATH", "") != _path:
            for name in list(filter(_of_package, sys.modules)):
                del sys.modules[name]
        before = set(sys.modules)
        if "module" in job:
            runpy.run_module(job["module"], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(sys.argv[0], run_name="__main__")
        status = 0
    except SystemExit as error:
        status = _status(error.code)
    except BaseException:
        traceback.print_exc()
    with suppress(BaseException):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    with suppress(OSError):
        os.write(tells, json.dumps(_needed(before)).encode())
    os._exit(status)


def _name(job: dict[str, Any]) -> str:
    """What lists of processes show: the script, without what Snakemake puts before its name."""
    return str(job.get("module") or Path(job["arguments"][0]).name.split(".", 1)[-1])


def _status(code: Any) -> int:
    if code is None or isinstance(code, int):
        return (code or 0) & 0xFF
    sys.stderr.write(f"{code}\n")
    return 1


def _import(names: Sequence[str]) -> None:
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):  # the job that needs it says what is wrong
                importlib.import_module(name)


def _say(control: socket.socket, **facts: Any) -> None:
    with suppress(OSError):
        control.sendall(json.dumps(facts).encode() + b"\n")


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2], tuple(sys.argv[3:]) or FIRST)
