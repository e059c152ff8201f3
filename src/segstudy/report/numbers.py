"""Numbers as people read them."""

from math import isfinite
from typing import Any

from markupsafe import Markup, escape

from segstudy.report.quantities import quantity

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def is_number(value: Any) -> bool:
    """Whether `value` is a finite number."""
    try:
        return isfinite(float(value))
    except (TypeError, ValueError):
        return False


def fixed(value: Any, decimals: int = 3, sign: bool = False) -> str:
    """`value` with so many decimals and a true minus sign; a dash where there is no number."""
    if not is_number(value):
        return MISSING
    rounded = round(float(value), decimals) + 0.0  # no "-0.000"
    text = f"{rounded:+,.{decimals}f}" if sign else f"{rounded:,.{decimals}f}"
    return text.replace("-", MINUS)


def signed(value: Any, decimals: int = 3) -> str:
    """`fixed`, always with a sign."""
    return fixed(value, decimals, sign=True)


def measure(value: Any, metric: str, unit: bool = False, sign: bool = False) -> str:
    """A metric's value: three decimals for a ratio, two for millimetres."""
    kind = quantity(metric)
    text = fixed(value, kind.decimals, sign)
    return f"{text} {kind.unit}" if unit and kind.unit and text != MISSING else text


def p_value(value: Any) -> str:
    """`0.012`, or `< 0.001`."""
    if not is_number(value):
        return MISSING
    return "< 0.001" if float(value) < 0.001 else f"{float(value):.3f}"


def exact_p(value: Any, relation: bool = False) -> str:
    """`0.0312`, `2.6 × 10⁻⁸`: three digits that count, two where it is tiny; with `= ` before it as a `relation`."""
    if not is_number(value):
        return MISSING
    number = float(value)
    if number >= 0.001 or number == 0:
        text = f"{number:.3g}" if number else "0"
    else:
        digits, power = f"{number:.1e}".split("e")
        text = f"{digits} × 10{str(int(power)).translate(SUPERSCRIPTS)}"
    return f"= {text}" if relation else text


def p_equals(value: Any) -> str:
    """`= 0.012`, or `< 0.001`: what follows a p in a sentence."""
    text = p_value(value)
    return text if text.startswith("<") else f"= {text}"


def duration(seconds: Any) -> str:
    """`4.2 s`, `3 min 07 s`, `2 h 05 min`."""
    if not is_number(seconds):
        return MISSING
    value = float(seconds)
    if value < 59.95:
        return f"{value:.1f} s"
    if value < 3599.5:
        minutes, rest = divmod(round(value), 60)
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(round(value / 60), 60)
    return f"{hours:,} h {minutes:02d} min"


def memory(megabytes: Any) -> str:
    """`512 MB`, `1.9 GB`."""
    if not is_number(megabytes):
        return MISSING
    value = float(megabytes)
    return f"{value:,.0f} MB" if value < 999.5 else f"{value / 1000:,.1f} GB"


def count(value: Any) -> str:
    """A whole number with thousands marked."""
    return f"{round(float(value)):,}" if is_number(value) else MISSING


def drawn(value: Any) -> str:
    """A hyper-parameter that was drawn: three digits that count, and a word as it is."""
    return f"{float(value):.3g}".replace("-", MINUS) if is_number(value) else str(value)


def breakable(name: str) -> Markup:
    """`name`, escaped, with places where a line may break after `+`, `_`, `-`, `.` and `/`."""
    html = str(escape(name))
    return Markup("".join(f"{sign}<wbr>" if sign in "+_-./" else sign for sign in html))


def plural(number: int, word: str, words: str | None = None) -> str:
    """`1 case`, `3 cases`."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def listing(items: list[str]) -> str:
    """`a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
