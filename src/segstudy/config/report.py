"""`report:` what the report shows where it can show one patient only."""

from segstudy.config.section import Section


class ReportSettings(Section):
    """patient: whose pictures are shown; none is the median patient of the best arm, where that can be known."""

    patient: str | None = None
