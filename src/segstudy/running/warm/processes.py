"""Processes that start at once, because they are forked from one that has imported what they need."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from segstudy.running.warm.server import stamp

SERVER = Path(__file__).with_name("server.py")


class WarmProcess:
    """A process of `WarmProcesses`.

    Attributes:
        pid: its number, which no other process gets before `wait` has returned.
    """

    def __init__(self, processes: "WarmProcesses", answers: "SimpleQueue[dict[str, Any] | None]") -> None:
        self._processes = processes
        self._answers = answers
        self.pid: int = self._next()["pid"]

    def wait(self) -> int:
        """Wait for its end, and return its status; negative: the signal that ended it."""
        status = int(self._next()["status"])
        self._processes.ask(seen=self.pid)
        self._processes.one_ended()
        return status

    def _next(self) -> dict[str, Any]:
        answer = self._answers.get()
        if answer is None:
            raise OSError("the process that jobs are forked from has ended")
        return answer


class WarmProcesses:
    """Starts scripts in forks of one process; may be used by several threads.

    Args:
        packages: names of modules to import first; empty for those of a study's jobs.
        package: name of a package whose modules are imported once a script needed them, as long as `fresh`.
        environment: of the process that is forked; what libraries read as they are imported is read from it.
    """

    def __init__(
        self, packages: Sequence[str] = (), environment: Mapping[str, str] | None = None, package: str = ""
    ) -> None:
        self._control, other = socket.socketpair()
        with other:
            self._server = subprocess.Popen(
                [sys.executable, str(SERVER), str(other.fileno()), package, *packages],
                pass_fds=[other.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
            )
        self._lock = Lock()
        self._answers: dict[int, SimpleQueue[dict[str, Any] | None]] = {}
        self._count = 0
        self._running = 0
        self._retired = self._ended = False
        self._imported: dict[str, list[int]] = {}
        Thread(target=self._listen, daemon=True).start()

    @staticmethod
    def possible() -> bool:
        """Whether this system can: elsewhere a fork of what has imported so much is not safe."""
        return sys.platform == "linux" and hasattr(os, "pidfd_open")

    @property
    def alive(self) -> bool:
        """Whether the process that is forked is there."""
        return not self._ended and self._server.poll() is None

    @property
    def fresh(self) -> bool:
        """Whether no file of what is imported of the package has changed since."""
        with self._lock:
            imported = dict(self._imported)
        try:
            return all(stamp(file) == then for file, then in imported.items())
        except OSError:
            return False

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], **more: Any) -> WarmProcess:
        """Run a Python script.

        Args:
            arguments: its path and what follows it.
            environment: its environment variables, all of them.
            more: `module`: the name of a module to run instead; `streams`: files to which standard output and standard
                error are appended; `folder`: the working folder, by default that of this process.

        Raises:
            OSError: The process that is forked is gone.
        """
        answers: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        with self._lock:
            if self._ended:
                raise OSError("the process that jobs are forked from has ended")
            self._count += 1
            self._running += 1
            job = self._count
            self._answers[job] = answers
            asked = {"job": job, "arguments": list(arguments), "environment": dict(environment)}
            asked |= {"folder": str(Path.cwd()), **more}
        self.ask(**asked)
        return WarmProcess(self, answers)

    def ask(self, **what: Any) -> None:
        """Tell the process that is forked something, a line of JSON."""
        line = json.dumps(what).encode() + b"\n"
        with self._lock:
            self._control.sendall(line)

    def one_ended(self) -> None:
        """One of the processes was waited for."""
        with self._lock:
            self._running -= 1
        self._end_retired()

    def retire(self) -> None:
        """End the process that is forked once all its forks have ended."""
        self._retired = True
        self._end_retired()

    def _end_retired(self) -> None:
        with self._lock, suppress(OSError):
            if self._retired and not self._running:
                self._control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the process that is forked, and what still runs of its forks."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._server.wait()

    def _listen(self) -> None:
        # a process that is killed may leave half a line, and with a question it has not read, a connection reset
        with suppress(OSError, ValueError), self._control.makefile("rb") as lines:
            for line in lines:
                answer = json.loads(line)
                with self._lock:
                    if "imported" in answer:
                        self._imported |= answer["imported"]
                        continue
                    ended = "status" in answer
                    answers = self._answers.pop(answer["job"]) if ended else self._answers[answer["job"]]
                answers.put(answer)
        with self._lock:
            self._ended = True
            for answers in self._answers.values():
                answers.put(None)
            self._answers.clear()
