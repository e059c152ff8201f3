"""`segstudy`: the command line."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from segstudy.application.app_command import add_app
from segstudy.application.check_command import add_check
from segstudy.application.clean_command import add_clean
from segstudy.application.download_command import add_download
from segstudy.application.evaluate_command import add_evaluate
from segstudy.application.keys_command import add_keys
from segstudy.application.made_up.command import add_phantom
from segstudy.application.new.command import add_new
from segstudy.application.predict_command import add_predict
from segstudy.application.run_command import add_run
from segstudy.application.status_command import add_status
from segstudy.cases.text import plain
from segstudy.running.errors import StudyError

BAD_INPUT = 2
INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line; the whole usage is what `--help` is for."""
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit status: 0, 2 for bad input, 130 where it was interrupted.
    """
    parser = _Parser(
        prog="segstudy",
        description="Run studies, and use what they trained.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)
    add_new(commands)
    add_phantom(commands)
    add_run(commands)
    add_status(commands)
    add_check(commands)
    add_keys(commands)
    add_predict(commands)
    add_app(commands)
    add_download(commands)
    add_clean(commands)
    add_evaluate(commands)
    words = list(sys.argv[1:] if arguments is None else arguments)
    # argparse would drop the mark, and take what stands behind it for targets
    end = words.index("--") if words[:1] == ["run"] and "--" in words else len(words)
    parsed = parser.parse_args(words[:end])
    parsed.more = words[end + 1 :]
    try:
        return parsed.run(parsed)
    except StudyError as error:
        sys.stderr.write(f"segstudy: {plain(error)}\n")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"segstudy: {plain(where + (error.strerror or str(error)))}\n")
    except KeyboardInterrupt:
        sys.stderr.write("segstudy: interrupted\n")
        return INTERRUPTED
    return BAD_INPUT
