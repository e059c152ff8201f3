"""How verdicts are marked."""

from segstudy.tables.statistics import Verdict

# Class of the badge, and a sign that does not depend on color.
BADGES: dict[Verdict, tuple[str, str]] = {
    "better": ("good", "▲"),
    "worse": ("bad", "▼"),
    "mixed": ("few", "◆"),
    "equivalent": ("none", "≈"),
    "no difference found": ("none", "○"),
    "too few patients": ("few", "?"),
}
