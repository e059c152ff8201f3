"""Write findings.csv: what speaks against which label, worst first."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    from segstudy.correction.plausibility.judge import judge
    from segstudy.tables.correction import FINDINGS

    measured = {
        case: json.loads(Path(path).read_text(encoding="utf-8"))
        for case, path in zip(snakemake.params.cases, snakemake.input, strict=True)
    }
    findings = judge(measured, snakemake.params.organs)
    for finding in findings:
        log.info("%s, %s: %s", finding.case, finding.organ, finding.words)
    FINDINGS.write(snakemake.output[0], map(FINDINGS.fields, findings))
