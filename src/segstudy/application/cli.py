"""`segstudy`: the command line."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from segstudy.cases.text import plain
from segstudy.running.errors import StudyError

# What adds each command. A command is imported when it is asked for: most need libraries that take longer to load than
# the quick ones to answer.
COMMANDS = {
    "new": "segstudy.application.new.command:add_new",
    "phantom": "segstudy.application.made_up.command:add_phantom",
    "run": "segstudy.application.run_command:add_run",
    "cluster": "segstudy.application.cluster.command:add_cluster",
    "status": "segstudy.application.status_command:add_status",
    "check": "segstudy.application.check_command:add_check",
    "keys": "segstudy.application.keys_command:add_keys",
    "predict": "segstudy.application.predict_command:add_predict",
    "app": "segstudy.application.app_command:add_app",
    "download": "segstudy.application.download_command:add_download",
    "clean": "segstudy.application.clean_command:add_clean",
    "evaluate": "segstudy.application.evaluate_command:add_evaluate",
}
BAD_INPUT = 2
INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line; the whole usage is what `--help` is for."""
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


class _Command(_Parser):
    """Of one command, whose options may stand before, after and between what it works on."""

    _collecting = False

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        """What subparsers are asked for, which by itself takes nothing on from where an option stood."""
        if self._collecting:  # Python 3.11 does so by asking this again
            return super().parse_known_args(args, namespace)
        self._collecting = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._collecting = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit status: 0, 2 for bad input, 130 where it was interrupted.
    """
    parser = _Parser(
        prog="segstudy",
        description="Run studies, and use what they trained.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Command)
    words = list(sys.argv[1:] if arguments is None else arguments)
    for name in words[:1] if words[:1] and words[0] in COMMANDS else COMMANDS:
        module, add = COMMANDS[name].split(":")
        getattr(import_module(module), add)(commands)
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
