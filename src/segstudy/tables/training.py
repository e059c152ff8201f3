"""`trained/<training>/fold-<k>/history.csv`: what is remembered of each epoch."""

from segstudy.tables.history import EpochRecord
from segstudy.tables.table import Table

HISTORY = Table.of("history.csv", EpochRecord, digits=None)
