"""`segstudy`: the command line."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from segstudy.application.app_command import add_app
from segstudy.application.download_command import add_download
from segstudy.application.predict_command import add_predict
from segstudy.cases.text import plain
from segstudy.errors import StudyError

BAD_INPUT = 2
INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line; the whole usage is what `--help` is for."""
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0, 2 for bad input, 130 where it was interrupted."""
    parser = _Parser(prog="segstudy", description="Use the trained arms of your studies on new scans.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)
    add_predict(commands)
    add_app(commands)
    add_download(commands)
    told = parser.parse_args(arguments)
    try:
        return told.run(told)
    except StudyError as error:
        sys.stderr.write(f"segstudy: {plain(error)}\n")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"segstudy: {plain(where + (error.strerror or str(error)))}\n")
    except KeyboardInterrupt:
        sys.stderr.write("segstudy: interrupted\n")
        return INTERRUPTED
    return BAD_INPUT
