"""Running a workflow script so that its log tells what happened, and bad input shows no traceback."""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from segstudy.errors import StudyError


@contextmanager
def logged(log: str, show_as: str = "") -> Iterator[logging.Logger]:
    """Send everything the block prints, warns or logs to the file `log`, in dated lines where it logs.

    show_as: where given, what is logged appears on the terminal too, behind this name.
    A StudyError ends the script with its message alone, any other error with its traceback in the log and
    one line on the terminal.
    """
    Path(log).parent.mkdir(parents=True, exist_ok=True)
    terminal = os.dup(2)
    with Path(log).open("w", encoding="utf-8", buffering=1) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        logging.basicConfig(
            level=logging.INFO, stream=sys.stderr, format="%(asctime)s  %(message)s", datefmt="%Y-%m-%d %H:%M:%S"
        )
        if show_as:
            handler = logging.StreamHandler(os.fdopen(os.dup(terminal), "w", encoding="utf-8"))
            handler.setFormatter(logging.Formatter(f"{show_as}  %(message)s"))
            logging.getLogger().addHandler(handler)
        try:
            yield logging.getLogger("segstudy")
        except StudyError as error:
            _end(terminal, str(error), str(error))
        except Exception as error:
            _end(terminal, traceback.format_exc(), f"{type(error).__name__}: {error} (traceback in {log})")


def _end(terminal: int, told: str, shown: str) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.write(told.rstrip() + "\n")
    sys.stderr.flush()
    os.write(terminal, f"\n{shown.rstrip()}\n\n".encode())
    raise SystemExit(1) from None
