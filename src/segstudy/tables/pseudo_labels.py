"""What a teacher labels where nobody drew, and what of it is learned from."""

from segstudy.tables.table import Table, numbers, texts, wholes

KEPT = Table("kept.csv", (*texts("case", "organ"), *numbers("uncertainty"), *wholes("kept")))
"""One row for each case and organ that nobody drew in it: how unsure the teacher is (empty where it does not find the
organ), and whether it is learned from (1) or not (0)."""

PSEUDO_LABELS = Table(
    "pseudo_labels.csv",
    (*texts("arm"), *wholes("seed", "round", "fold"), *texts("case", "organ"), *numbers("uncertainty"), *wholes("kept"))
    + numbers("dice"),
)
"""The same of all arms, rounds and folds; `dice` where somebody drew the organ after all (see `left_out`)."""
