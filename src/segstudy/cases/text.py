"""Words from files and tables made fit for a one-line message."""

from collections.abc import Iterable, Sequence

LONGEST = 2000


def plain(text: object, longest: int = LONGEST) -> str:
    """`text` on one line: line breaks and other unprintable characters escaped, cut at `longest` characters."""
    line = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in str(text)
    )
    return line if len(line) <= longest else line[: longest - 1] + "…"


def listing(items: Sequence[object], most: int = 10) -> str:
    """`1, 2, 3`, and how many more where there are more than `most`."""
    text = ", ".join(str(item) for item in items[:most])
    return text if len(items) <= most else f"{text} and {len(items) - most} more"


def number(value: float) -> str:
    """A measured value as short as it can be read: three decimals, or three digits where it is tiny."""
    if value and abs(value) < 5e-3:
        return f"{value:.3g}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e6 else f"{value:.4g}"


def extent(sizes: Iterable[float]) -> str:
    """`96x96x32` or `0.977x0.977x2.5`."""
    return "x".join(number(size) for size in sizes)
