"""Put into one table how far off the centers of every arm are that lays views for others."""

import csv
import io
import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import write_text

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["arm", "seed", "case", "organ", "objects", "found", f"center_error_{snakemake.params.unit}"])
    for (arm, seed, case), path in zip(snakemake.params.measured, snakemake.input, strict=True):
        for organ, (objects, found, error) in json.loads(Path(path).read_text()).items():
            table.writerow([arm, seed, case, organ, objects, found, "" if error is None else f"{error:.9g}"])
    write_text(snakemake.output[0], text.getvalue())
