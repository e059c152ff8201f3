"""What counts of source files, kept from one start of Snakemake to the next: parsing them takes a third of a second."""

import atexit
import json
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from segstudy.running import behavior as how
from segstudy.running.behavior import Behavior, behavior
from segstudy.running.files import write_text

# Below the folder that Snakemake is started in; a folder without its records gets none of ours.
KEPT = Path(".snakemake/segstudy_behaviors.json")


class KnownBehaviors:
    """Behaviors by the content of their files, from a file that is written when the process ends.

    Args:
        file: Where they are kept.
    """

    def __init__(self, file: Path):
        self._file = file.absolute()
        self._by = sha256(Path(how.__file__).read_bytes()).hexdigest()
        self._known: dict[str, tuple[str, list[str]]] = {}
        with suppress(OSError, ValueError, AttributeError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            if kept.get("by") == self._by:  # found by the same rules
                self._known = dict(kept["known"])
        self._asked: set[str] = set()
        self._new = False

    def of(self, source: str, describes: bool) -> Behavior:
        """See `segstudy.running.behavior.behavior`."""
        key = sha256(f"{describes}\0{source}".encode()).hexdigest()
        if key not in self._known:
            found = behavior(source, describes)
            self._known[key] = (found.code, sorted(found.imports))
            self._new = True
        self._asked.add(key)
        code, imports = self._known[key]
        return Behavior(code, frozenset(imports))

    def keep(self) -> None:
        """Write down what is new, where it can be written."""
        if self._new and self._file.parent.is_dir():
            with suppress(OSError):
                asked = {key: self._known[key] for key in sorted(self._asked)}
                write_text(self._file, json.dumps({"by": self._by, "known": asked}))


@cache
def known_behaviors() -> KnownBehaviors:
    """Those of the folder that this process was started in."""
    known = KnownBehaviors(KEPT)
    atexit.register(known.keep)
    return known
