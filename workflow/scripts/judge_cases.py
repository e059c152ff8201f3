"""Write cases.csv, and what keeps the study from going on."""

from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.cases.cohort import judge_cohort
    from segstudy.cases.complaint import complaint
    from segstudy.cases.inspection import Inspection
    from segstudy.cases.table import write_cases
    from segstudy.files import write_text

    inspections = [Inspection.from_json(Path(path).read_text(encoding="utf-8")) for path in snakemake.input]
    exclude = {}
    for case, patient, image, label, reason in snakemake.params.excluded:
        inspections.append(Inspection(case=case, patient=patient, image=image or "", label=label or ""))
        exclude[case] = reason
    inspections.sort(key=lambda inspection: inspection.case)
    cohort = judge_cohort(inspections, snakemake.params.organs, exclude)
    write_cases(snakemake.output.table, cohort.rows)
    write_text(snakemake.output.complaint, complaint(cohort))
