"""Names that stand in the columns of several tables."""

MEAN = "mean"
"""Stands in the organ column for the mean over a patient's organs."""
