"""What a search found: its trials, and which hyper-parameters mattered."""

from segstudy.tables.table import Table, numbers, texts, wholes

TRIALS = Table(
    "trials.csv",
    (*wholes("trial"), *texts("state"), *numbers("value", "best"), *wholes("epochs"), *numbers("seconds")),
    digits=None,
    more=True,
)
"""One row a trial; `best`: the highest value of complete trials so far. A column for each hyper-parameter follows."""

IMPORTANCE = Table("importance.csv", (*texts("parameter"), *numbers("importance")), digits=None)
"""How much each hyper-parameter decides whether a trial is among the best, as shares of 1."""
