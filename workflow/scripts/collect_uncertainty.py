"""Put what was measured of uncertainty into tables."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.tables.frames import write_frame
    from segstudy.tables.uncertainty import CALIBRATION, RETAINED_DICE, UNCERTAINTY, UNCERTAINTY_SUMMARY
    from segstudy.uncertainty.tables import Measured, calibration_table, case_table, retained_table, summary_table

    params, out = snakemake.params, snakemake.output
    folder = Path(out.cases).parent
    measured = []
    for arm, seeds, fold, case, path in params.measured:
        maps = Path(path).parent.relative_to(folder).as_posix()
        measured.append(Measured(arm, seeds, fold, case, maps, json.loads(Path(path).read_text())))
    write_frame(out.cases, UNCERTAINTY, case_table(measured))
    write_frame(out.summary, UNCERTAINTY_SUMMARY, summary_table(measured, params.patients))
    write_frame(out.calibration, CALIBRATION, calibration_table(measured))
    write_frame(out.retained, RETAINED_DICE, retained_table(measured, params.patients))
