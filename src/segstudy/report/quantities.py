"""What the columns of metrics.csv are called, their unit, and which way is better."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """A measured quantity. `unit` is empty for a ratio."""

    label: str
    unit: str
    higher_is_better: bool

    @property
    def decimals(self) -> int:
        """Digits shown after the point."""
        return 2 if self.unit else 3

    @property
    def title(self) -> str:
        """Label with unit."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label


QUANTITIES = {
    "dice": Quantity("Dice", "", True),
    "dice_2d": Quantity("2D Dice", "", True),
    "iou": Quantity("IoU", "", True),
    "precision": Quantity("Precision", "", True),
    "recall": Quantity("Recall", "", True),
    "specificity": Quantity("Specificity", "", True),
    "hd95_mm": Quantity("HD95", "mm", False),
    "hd_mm": Quantity("Hausdorff distance", "mm", False),
    "assd_mm": Quantity("ASSD", "mm", False),
    "hd95_px": Quantity("HD95", "px", False),
    "hd_px": Quantity("Hausdorff distance", "px", False),
    "assd_px": Quantity("ASSD", "px", False),
    "nsd": Quantity("NSD", "", True),
}


def quantity(metric: str) -> Quantity:
    """The quantity of a column; one that is not known is shown by its name."""
    return QUANTITIES.get(metric) or Quantity(metric, metric[-2:] if metric.endswith(("_mm", "_px")) else "", True)
