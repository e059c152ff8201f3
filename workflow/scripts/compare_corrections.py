"""Estimate by every method from the reference, and measure each wherever the truth is known."""

import json
from dataclasses import asdict

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.correction.compare import best_method, compare, estimate_all
    from segstudy.correction.pair import Pair
    from segstudy.correction.reference import organ_masks
    from segstudy.correction.transform_file import as_record
    from segstudy.running.files import write_text
    from segstudy.volumes.nifti import read_labels

    params = snakemake.params

    def pair(case: str, displaced: str, correct: str) -> Pair:
        first, second = read_labels(displaced), read_labels(correct)
        if case == params.case:
            organ_masks(first, second, params.label, case)
        return Pair(case, first.array, second.array, first.affine)

    reference = pair(params.case, snakemake.input.displaced, snakemake.input.correct)
    estimated = estimate_all(reference, params.label, params.estimators, params.space)
    others = (pair(*files) for files in zip(params.others, snakemake.input.labels, snakemake.input.truths, strict=True))
    rows = [row for pairs in ([reference], others) for row in compare(estimated, pairs, params.label)]
    records = {
        method: as_record(displacement, estimate, method, params.organ, params.case)
        for method, (displacement, estimate, _) in estimated.items()
    }
    best = best_method(rows, params.case, params.preferred)
    content = {"best": best, "records": records, "rows": [asdict(row) for row in rows]}
    write_text(snakemake.output[0], json.dumps(content, indent=1) + "\n")
