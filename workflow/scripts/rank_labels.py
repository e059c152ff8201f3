"""Write label_audit.csv: which labels are probably wrong, likeliest first."""

import json
from collections import defaultdict
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    from segstudy.audit.judge import judge
    from segstudy.tables.correction import FINDINGS
    from segstudy.tables.label_audit import LABEL_AUDIT, SUSPICIOUS

    files = zip(snakemake.params.cases, snakemake.input.measured, strict=True)
    cases = {case: json.loads(Path(path).read_text(encoding="utf-8")) for case, path in files}
    found = defaultdict(list)
    for row in FINDINGS.read(snakemake.input.findings):
        if row["severity"] != "note":
            found[row["case"], row["organ"]].append(row["check"])
    rows = judge(cases, snakemake.params.organs, found)
    LABEL_AUDIT.write(snakemake.output[0], rows)
    for each in rows:
        if each.score >= SUSPICIOUS:
            log.info("%s, %s: %s, probability %.2f", each.case, each.organ, each.kind, each.score)
