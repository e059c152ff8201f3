"""Progress of one scan: a bar on a terminal, nothing in a log."""

import sys
from types import TracebackType

from tqdm import tqdm


class ProgressBar:
    """Shows the steps of `segment` while it is open."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> "ProgressBar":
        shape = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]"
        self._bar = tqdm(desc=self._name, total=1, disable=None, leave=False, file=sys.stderr, bar_format=shape)
        return self

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` of a step is done."""
        if not self._bar.disable:
            self._bar.set_description_str(f"{self._name}: {step}", refresh=False)
            self._bar.total, self._bar.n = total, done
            self._bar.refresh()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()
