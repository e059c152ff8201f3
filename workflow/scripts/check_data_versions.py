"""Check that files under DVC are the recorded ones, and write down which version that is."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.cases.data_versions import check_versions
    from segstudy.running.files import write_text

    known = check_versions(snakemake.input.records, snakemake.input.files)
    write_text(snakemake.output[0], json.dumps(known, indent=1) + "\n")
