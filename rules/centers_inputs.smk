"""Functions that choose what is measured of centers, and which files it leaves."""


def measured_centers():
    """(run, case) of every label map, of a case with labels, by which other arms' views are laid."""
    sources = {view.source for view in plan.views.values()}
    runs = [run for run in plan.runs if run in sources]
    return [(run, case) for run in runs for case in plan.labelled]


def center_tables():
    """The table of a study in which an arm lays views for another; of another none."""
    return [results("centers.csv")] if measured_centers() else []
