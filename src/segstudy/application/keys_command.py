"""`segstudy keys`: what may stand in a study file, on the terminal."""

import argparse
import difflib
import re
import sys
from dataclasses import dataclass

from segstudy.config.reference.page import keys_page
from segstudy.running.errors import StudyError

_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Key:
    """A key of a study file.

    Attributes:
        section: Where it stands, such as `training`; `the study` at the top.
        name: Its own.
        facts: What it may be, its default and what it means.
    """

    section: str
    name: str
    facts: tuple[str, ...]

    @property
    def place(self) -> str:
        """As messages name it."""
        return self.name if self.section == "The study" else f"{self.section}.{self.name}"


def add_keys(commands: argparse._SubParsersAction) -> None:
    """Add `keys` to the commands."""
    words = "Say what may stand in a study file: all sections, or one section or key, such as `training.batch`."
    parser = commands.add_parser("keys", help=words, description=words)
    parser.add_argument("key", nargs="?", metavar="KEY", help="a section, a key, or both with a dot between them")
    parser.set_defaults(run=keys)


def keys(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: There is no such key; names the nearest.
    """
    known = all_keys()
    if arguments.key is None:
        for section in dict.fromkeys(key.section for key in known):
            names = ", ".join(key.name for key in known if key.section == section)
            sys.stdout.write(f"{section}\n    {names}\n")
        return 0
    asked = arguments.key
    chosen = [key for key in known if asked in (key.place, key.name, key.section)]
    if not chosen:
        near = difflib.get_close_matches(asked, [*(key.place for key in known), *(key.name for key in known)], n=3)
        hint = f"; near: {', '.join(near)}" if near else ""
        raise StudyError(f"no key {asked}{hint}; `segstudy keys` lists all")
    for key in chosen:
        sys.stdout.write(f"{key.place}\n" + "".join(f"    {fact}\n" for fact in key.facts if fact))
    return 0


def all_keys() -> list[Key]:
    """Every key, in the order of docs/keys.md, which is made from the same types."""
    found: list[Key] = []
    titles: list[str] = []
    section = ""
    for line in keys_page().splitlines():
        if line.startswith("#"):
            section, titles = line.lstrip("# ").replace("`", ""), []
        elif line.startswith("|") and not set(line) <= set("|- :"):
            cells = [_plain(cell) for cell in _CELL.split(line)[1:-1]]
            if not titles:
                titles = cells
                continue
            facts = (f"{title}: {cell}" for title, cell in zip(titles[1:], cells[1:], strict=True) if cell)
            found.append(Key(section, cells[0], tuple(facts)))
    return found


def _plain(cell: str) -> str:
    return _LINK.sub(r"\1", cell).replace("`", "").replace("\\|", "|").strip()
