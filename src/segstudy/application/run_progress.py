"""How much of a run is done, by what each step is expected to take, and not by how many there are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TABLE = re.compile(r"job +count$")
_ROW = re.compile(r"(\w+) +(\d+)$")
_RULE = re.compile(r"-+ +-+$")
_FINISHED = re.compile(r"Finished jobid: \d+ \(Rule: (\w+)\)")
_EPOCH = re.compile(r"(\S+ fold \d+)  epoch (\d+)/(\d+) ")
# Of a step of which nothing is known: a list, a table.
SHORT = 0.5


@dataclass
class RunProgress:
    """Counts seconds of steps instead of steps.

    Attributes:
        seconds: What a step of each rule is expected to take; only how these compare matters.
        total: Of all steps; 0 before it is known.
    """

    seconds: Mapping[str, float]
    total: float = 0.0
    _finished: float = 0.0
    _epochs: dict[str, float] = field(default_factory=dict)
    _in_table: bool = False

    def read(self, line: str) -> None:
        """Take one line of Snakemake's."""
        if _TABLE.match(line):
            self._in_table = True
        elif self._in_table and (row := _ROW.match(line)):
            if row[1] != "total":
                self.total += int(row[2]) * self._of(row[1])
        elif finished := _FINISHED.match(line):
            self._finished += self._of(finished[1])
            if finished[1] == "train" and self._epochs:
                # of those that work, the one that has come farthest
                self._epochs.pop(max(self._epochs, key=lambda name: self._epochs[name]))
        elif epoch := _EPOCH.search(line):
            self._epochs[epoch[1]] = int(epoch[2]) / int(epoch[3])
        elif self._in_table and not _RULE.match(line):
            self._in_table = False

    @property
    def done(self) -> float:
        """Of `total`: the steps that ended, and the epochs of trainings that work."""
        return min(self.total, self._finished + sum(self._epochs.values()) * self._of("train"))

    def _of(self, rule: str) -> float:
        return max(SHORT, self.seconds.get(rule, 0.0))
