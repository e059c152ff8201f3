"""Which files of rules a job reads: on a cluster each job reads the Snakefile again, and runs rules of one or two."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

_RULE = re.compile(r"^\s*rule (\w+):", re.MULTILINE)
_FROM_ANOTHER = re.compile(r"^\s*use rule (\w+) as (\w+) with:", re.MULTILINE)
# With which Snakemake tells a job that it starts what it may run.
ALLOWED = "--allowed-rules"


def files_to_read(folder: Path, names: Sequence[str], arguments: Sequence[str], in_job: bool) -> list[str]:
    """The files that define what this start of Snakemake may run, and what those rules are made from.

    Args:
        folder: The one with the files.
        names: Of all files, without their ending, in the order in which they are read.
        arguments: Of Snakemake's command line.
        in_job: Whether Snakemake was started by another to run a job, and not by a person.

    Returns:
        Those of `names`, in their order; all of them where it is not known what may run.
    """
    asked = allowed_rules(arguments) if in_job else []
    home: dict[str, str] = {}
    base: dict[str, str] = {}
    for name in names if asked else ():
        text = (folder / f"{name}.smk").read_text(encoding="utf-8")
        home |= dict.fromkeys(_RULE.findall(text), name)
        for other, rule in _FROM_ANOTHER.findall(text):
            home[rule], base[rule] = name, other
    if not asked or not home.keys() >= {*asked}:
        return list(names)
    wanted: set[str] = set()
    waiting = list(asked)
    while waiting:
        file = home[waiting.pop()]
        if file not in wanted:
            wanted.add(file)
            # a file is read whole, so what any of its rules is made from is needed
            waiting += [other for rule, other in base.items() if home[rule] == file]
    return [name for name in names if name in wanted]


def allowed_rules(arguments: Sequence[str]) -> list[str]:
    """The rules that a command line of Snakemake's allows; empty where it does not say."""
    if ALLOWED not in arguments:
        return []
    rest: Iterable[str] = arguments[list(arguments).index(ALLOWED) + 1 :]
    allowed = []
    for argument in rest:
        if argument.startswith("-"):
            break
        allowed.append(argument)
    return allowed
