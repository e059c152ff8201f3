"""`cases.csv`, `case_warnings.csv` and `folds.csv`: a study's scans, what is odd, and what is held out together."""

from segstudy.tables.table import Table, texts, wholes

CASES = Table(
    "cases.csv",
    texts(
        *("case", "patient", "image", "label", "shape", "spacing_mm", "orientation", "image_sha256", "label_sha256"),
        *("status", "reason"),
    ),
)
"""One row a case."""

CASE_WARNINGS = Table("case_warnings.csv", texts("case", "warning"))
"""One row for each case and what is odd about it though it can be used; what is odd about a fold names no case."""

FOLDS = Table("folds.csv", (*texts("case", "patient"), *wholes("fold")))
"""One row a case that is held out in a fold."""
