"""Where Python lies, which Snakemake names in a shell command without quotes."""

import sys

from segstudy.running.errors import StudyError


def check_interpreter(path: str = sys.executable) -> None:
    """Check that jobs can be started with this Python.

    Raises:
        StudyError: There is a space in its path.
    """
    if any(letter.isspace() for letter in path):
        raise StudyError(
            f"{path}: Snakemake starts no script with a Python in whose path there is a space; move the project, "
            "or its environment, to a folder without one"
        )
