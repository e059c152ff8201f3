"""Put what was measured of uncertainty into tables."""

import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import write_text
    from segstudy.uncertainty.tables import Measured, calibration_table, case_table, retained_table, summary_table

    params, out = snakemake.params, snakemake.output
    folder = Path(out.cases).parent
    measured = []
    for *keys, path in params.measured:
        place = Path(path).parent.relative_to(folder).as_posix()
        measured.append(Measured(*keys, place, json.loads(Path(path).read_text())))
    tables = {
        out.cases: case_table(measured),
        out.summary: summary_table(measured, params.patients),
        out.calibration: calibration_table(measured),
        out.retained: retained_table(measured, params.patients),
    }
    for path, table in tables.items():
        write_text(path, table.to_csv(index=False, float_format="%.9g", lineterminator="\n"))
