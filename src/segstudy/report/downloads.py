"""Tables to take away: the numbers behind what is shown, with all their digits."""

import base64
import re
from dataclasses import dataclass

import pandas as pd

# Rows of a longer table are not stored a second time in the page: the study's own CSV beside it has them.
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Download:
    """A file inside the page: what it is called when saved, and its `data:` address."""

    name: str
    uri: str


def download(table: pd.DataFrame, *names: str) -> Download | None:
    """`table` as CSV, without its index; called by `names`, which may hold any sign.

    None where it has more than `MOST_ROWS` rows.
    """
    if len(table) > MOST_ROWS:
        return None
    text = table.to_csv(index=False, lineterminator="\n")
    encoded = base64.b64encode(text.encode()).decode("ascii")
    return Download(f"{re.sub(r'[^A-Za-z0-9._+-]+', '_', '-'.join(names))}.csv", f"data:text/csv;base64,{encoded}")
