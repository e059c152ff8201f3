"""Numbers as people read them."""

from math import isfinite
from typing import Any

from markupsafe import Markup, escape

from segstudy.config.sections.words import MINUS
from segstudy.tables.metrics import metric_of

MISSING = "–"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def is_number(value: Any) -> bool:
    """Whether `value` is a finite number."""
    try:
        return isfinite(float(value))
    except (TypeError, ValueError):
        return False


def fixed(value: Any, decimals: int = 3, sign: bool = False) -> str:
    """`value` with so many decimals and a true minus sign; a dash where there is no number.

    With a `sign`, which side of zero a number is on matters: one that would round to zero has as many decimals more as
    show its first digit, and zero itself has no sign.
    """
    if not is_number(value):
        return MISSING
    number = float(value)
    rounded = round(number, decimals) + 0.0  # no "-0.000"
    if sign and number and not rounded:
        return _tiny(number, decimals)
    text = f"{rounded:+,.{decimals}f}" if sign and number else f"{rounded:,.{decimals}f}"
    return text.replace("-", MINUS)


def _tiny(number: float, decimals: int) -> str:
    for more in range(decimals + 1, decimals + 4):
        if round(number, more):
            return f"{number:+.{more}f}".replace("-", MINUS)
    digit, power = f"{number:+.0e}".split("e")
    return f"{digit} × 10{str(int(power)).translate(SUPERSCRIPTS)}".replace("-", MINUS)


def signed(value: Any, decimals: int = 3) -> str:
    """`fixed`, always with a sign."""
    return fixed(value, decimals, sign=True)


def measure(value: Any, metric: str, unit: bool = False, sign: bool = False) -> str:
    """A metric's value: three decimals for a ratio, two for millimeters."""
    kind = metric_of(metric)
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


def energy(watt_hours: Any) -> str:
    """`0.12 Wh`, `310 Wh`, `1.9 kWh`."""
    if not is_number(watt_hours):
        return MISSING
    value = float(watt_hours)
    return f"{value:.2g} Wh" if value < 9.95 else f"{value:,.0f} Wh" if value < 999.5 else f"{value / 1000:,.1f} kWh"


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
