"""Write findings.csv: what speaks against which label, worst first."""

import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]) as log:
    from segstudy.correction.plausibility.finding import write_findings
    from segstudy.correction.plausibility.judge import judge

    measured = {
        case: json.loads(Path(path).read_text(encoding="utf-8"))
        for case, path in zip(snakemake.params.cases, snakemake.input, strict=True)
    }
    findings = judge(measured, snakemake.params.organs)
    for finding in findings:
        log.info("%s, %s: %s", finding.case, finding.organ, finding.words)
    write_findings(snakemake.output[0], findings)
