"""`cases.csv` and `folds.csv`: which scans a study has, and which are held out together."""

from segstudy.tables.table import Table, texts, wholes

CASES = Table(
    "cases.csv",
    texts(
        *("case", "patient", "image", "label", "shape", "spacing_mm", "orientation", "image_sha256", "label_sha256"),
        *("status", "reason"),
    ),
)
"""One row a case."""

FOLDS = Table("folds.csv", (*texts("case", "patient"), *wholes("fold")))
"""One row a case that is held out in a fold."""
