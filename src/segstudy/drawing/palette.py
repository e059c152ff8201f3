"""Colors that color-blind readers can tell apart (Okabe and Ito 2008, jfly.uni-koeln.de/color)."""

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"

INK = "#1c2733"
MUTED = "#5a6876"
LINE = "#d9e0e7"

# Bright ones first: organs are outlined on dark images.
ORGANS = (ORANGE, SKY, YELLOW, PURPLE, GREEN, VERMILLION, BLUE)


def organ_colors(organs: list[str]) -> dict[str, str]:
    """A color for each organ; they repeat after seven, and hovering names the organ."""
    return {organ: ORGANS[index % len(ORGANS)] for index, organ in enumerate(organs)}
