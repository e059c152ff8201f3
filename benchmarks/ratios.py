"""Ratios of a run, turn by turn: the median, and the smallest and largest."""

from collections.abc import Sequence
from statistics import median

from sides import Measured


def ratios(measured: Sequence[Measured], over: str, under: str, what: str = "seconds") -> list[float]:
    """`what` of one side over that of another, for each turn; none where one of them was left out."""
    by_turn = {(row.side, row.turn): getattr(row, what) for row in measured}
    turns = sorted({row.turn for row in measured if row.side in (over, under)})
    if not all((side, turn) in by_turn for side in (over, under) for turn in turns):
        return []
    return [by_turn[over, turn] / by_turn[under, turn] for turn in turns]


def print_table(measured: Sequence[Measured], ours: str, wanted: dict[str, float]) -> None:
    """A table in Markdown: each side, and how many times as long as `ours` it took, with what was asked for."""
    print("\n| side | seconds | MiB | times as long | at least |\n|---|---|---|---|---|")
    for side in dict.fromkeys(row.side for row in measured):
        rows = [row for row in measured if row.side == side]
        seconds, peak = median(row.seconds for row in rows), median(row.peak_mib for row in rows)
        if side == ours:
            print(f"| {side} | {seconds:.3g} | {peak:.0f} | | |")
            continue
        told = _told(ratios(measured, side, ours))
        print(f"| {side} | {seconds:.3g} | {peak:.0f} | {told} | {f'{wanted[side]:.3g}' if side in wanted else ''} |")


def print_peaks(measured: Sequence[Measured], ours: str, theirs: str, most: float) -> None:
    """Peak memory of `ours` over that of `theirs`, and the most that was asked for; nothing where one was left out."""
    if told := _told(ratios(measured, ours, theirs, "peak_mib")):
        print(f"\nPeak memory over that of {theirs}: {told}; at most {most}")


def _told(found: Sequence[float]) -> str:
    """The median, and the range; nothing where there is nothing to divide by."""
    return f"{median(found):.2f} ({min(found):.2f} to {max(found):.2f})" if found else ""
