"""Names that stand in the columns of several tables."""

MEAN = "mean"
"""Stands in the organ column for the mean over a patient's organs."""

CARTESIAN = "cartesian"
"""How slices are shown where no representation is named: as they are prepared."""
