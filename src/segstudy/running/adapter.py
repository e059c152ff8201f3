"""Running a workflow script so that its log tells what happened, and bad input shows no traceback."""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TextIO

from segstudy.running.advice import machine_advice
from segstudy.running.errors import StudyError
from segstudy.running.making import Making


def __getattr__(name: str) -> Any:
    """`snakemake`: what Snakemake puts into the script it starts; None where no script runs.

    Scripts import it, so that it has a type. It is looked up when it is first asked for, and not when this module is
    imported: that may be before a job begins.
    """
    if name != "snakemake":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    job = getattr(sys.modules["__main__"], "snakemake", None)
    if job is not None:
        globals()["snakemake"] = job
    return job


@contextmanager
def logged(log: str, show_as: str = "") -> Iterator[logging.Logger]:
    """Send everything the block prints, warns or logs to a file, in dated lines where it logs.

    A StudyError ends the script with its message alone, any other error with its traceback in the log and one line on
    the terminal. Inside a job, inputs that this study made must be as they were made.

    Args:
        log: Path of the file.
        show_as: Where given, what is logged appears on the terminal too, behind this name.
    """
    terminal = os.dup(2)
    with _opened(log) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        logging.basicConfig(
            level=logging.INFO, stream=sys.stderr, format="%(asctime)s  %(message)s", datefmt="%Y-%m-%d %H:%M:%S"
        )
        if show_as:
            handler = logging.StreamHandler(os.fdopen(os.dup(terminal), "w", encoding="utf-8"))
            handler.setFormatter(logging.Formatter(f"{show_as}  %(message)s"))
            logging.getLogger().addHandler(handler)
        job = getattr(sys.modules["__main__"], "snakemake", None)
        results = Path(log[: log.find("/logs/")]) if "/logs/" in log else None
        try:
            making = Making(job, results) if job and results else None
            yield logging.getLogger("segstudy")
            if making:
                making.seal()
        except StudyError as error:
            _end(terminal, str(error), str(error))
        except Exception as error:
            summary = machine_advice(error, str(Path(log).parent)) or f"{type(error).__name__}: {error}"
            _end(terminal, traceback.format_exc(), f"{summary} (traceback in {log})")


def _opened(log: str) -> TextIO:
    try:
        Path(log).parent.mkdir(parents=True, exist_ok=True)
        return Path(log).open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise SystemExit(f"\n{machine_advice(error) or f'{log}: cannot be written ({error})'}\n") from None


def _end(terminal: int, details: str, summary: str) -> NoReturn:
    # the terminal first: on a full disk the log takes nothing
    with suppress(OSError):
        os.write(terminal, f"\n{summary.rstrip()}\n\n".encode("utf-8", "backslashreplace"))
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.write(details.rstrip() + "\n")
        sys.stderr.flush()
    raise SystemExit(1) from None
