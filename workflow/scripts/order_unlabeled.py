"""Write next_to_label.csv: in which order cases without a label map are worth drawing."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.audit.order import order
    from segstudy.tables.next_to_label import NEXT_TO_LABEL

    params = snakemake.params
    files = zip(params.cases, snakemake.input, strict=True)
    candidates = {case: json.loads(Path(path).read_text(encoding="utf-8")) for case, path in files}
    NEXT_TO_LABEL.write(snakemake.output[0], order(candidates, params.labeled, params.seed))
