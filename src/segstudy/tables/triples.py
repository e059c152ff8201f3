"""Three numbers in one field of a table: a shape or a spacing."""

import re

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")


def triple(text: object) -> tuple[float, float, float] | None:
    """The numbers of a text such as `96x96x32`, `[0.98, 0.98, 2.5]` or `(96, 96, 32)`; None where it holds no three."""
    numbers = [float(number) for number in _NUMBER.findall(str(text))]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None
