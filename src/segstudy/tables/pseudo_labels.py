"""What a teacher labels where nobody drew, and what of it is learned from."""

from segstudy.tables.table import Table, numbers, texts, wholes

KEPT = Table("kept.csv", (*texts("case", "organ"), *numbers("uncertainty"), *wholes("kept")))
"""One row for each case and organ that nobody drew in it: how unsure the teacher is (empty where it does not find the
organ), and whether it is learned from (1) or not (0)."""
