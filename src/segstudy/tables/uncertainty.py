"""How sure arms are of their predictions, and whether that tells their errors."""

from segstudy.tables.table import Table, numbers, texts, wholes

UNCERTAINTY = Table(
    "uncertainty.csv",
    (
        *texts("arm", "seed"),
        *wholes("fold"),
        *texts("case", "map"),
        *numbers("uncertainty", "dice", "auroc", "ece"),
        *wholes("voxels", "errors"),
        *texts("folder"),
    ),
)
"""One row for each arm, seed (several are joined by `+`), case and map; `folder` is that of the maps."""

UNCERTAINTY_SUMMARY = Table(
    "uncertainty_summary.csv",
    (*texts("arm", "map"), *wholes("patients"), *numbers("auroc", "auroc_sd", "rank_correlation", "ece")),
)
"""One row for each arm and map, over patients."""

CALIBRATION = Table(
    "calibration.csv",
    (*texts("arm"), *numbers("low", "high"), *wholes("voxels"), *numbers("confidence", "accuracy")),
)
"""One row for each arm and bin of confidence that holds voxels."""

RETAINED_DICE = Table(
    "retained_dice.csv", (*texts("arm", "map"), *numbers("retained"), *wholes("patients"), *numbers("dice"))
)
"""Mean Dice over patients where only that share of the voxels is kept, the surest first."""
