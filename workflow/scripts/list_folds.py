"""Write folds.csv."""

import csv

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import whole

    with whole(snakemake.output[0]) as beside, beside.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["case", "patient", "fold"])
        rows.writerows(snakemake.params.folds)
