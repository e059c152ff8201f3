"""`correction/quality.csv` and `correction/findings.csv`: how labels were repaired, and what speaks against them."""

from segstudy.tables.quality import QualityRow
from segstudy.tables.table import Table, texts

QUALITY = Table.of("quality.csv", QualityRow, digits=None)
"""One row for each method and case."""

FINDINGS = Table("findings.csv", texts("case", "organ", "check", "value", "expected", "severity", "suggests", "words"))
"""One row for each thing that speaks against a label, worst first."""
