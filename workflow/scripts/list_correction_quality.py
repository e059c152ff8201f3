"""Write quality.csv: every method on the reference, and the method used on every other case."""

import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.correction.quality import QualityRow, write_quality

    rows = [QualityRow(**row) for row in json.loads(Path(snakemake.input.reference).read_text(encoding="utf-8"))]
    known = {(row.method, row.case) for row in rows}
    cases = [QualityRow.from_json(Path(path).read_text(encoding="utf-8")) for path in snakemake.input.quality]
    write_quality(snakemake.output[0], rows + [row for row in cases if (row.method, row.case) not in known])
