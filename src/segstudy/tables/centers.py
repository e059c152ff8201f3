"""`centers.csv`: how far off the centers are that an arm's predictions give to the crops and polar grids of others."""

from segstudy.tables.table import Table, numbers, texts, wholes


def error_column(unit: str) -> str:
    """The column of the mean distance between a found center and the true one, in `mm` or `px`."""
    return f"center_error_{unit}"


def centers_table(unit: str = "mm") -> Table:
    """One row for each arm, seed, case and organ; objects, and those that have a center, are counted in slices."""
    return Table(
        "centers.csv",
        (
            *texts("arm"),
            *wholes("seed"),
            *texts("case", "organ"),
            *wholes("objects", "found"),
            *numbers(error_column(unit)),
        ),
    )
