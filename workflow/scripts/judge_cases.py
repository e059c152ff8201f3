"""Write cases.csv, and what keeps the study from going on."""

from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0], show_as="cases") as log:
    from segstudy.cases.cohort import judge_cohort
    from segstudy.cases.inspection import Inspection
    from segstudy.cases.table import write_case_warnings, write_cases
    from segstudy.cases.uncovered import folds_without_validation, uncovered_organs
    from segstudy.cases.validation_errors import case_warnings, format_validation_errors, shared_warnings
    from segstudy.running.files import write_text

    inspections = [Inspection.from_json(Path(path).read_text(encoding="utf-8")) for path in snakemake.input]
    exclude = {}
    for case, patient, image, label, reason in snakemake.params.excluded:
        inspections.append(Inspection(case=case, patient=patient, image=image or "", label=label or ""))
        exclude[case] = reason
    inspections.sort(key=lambda inspection: inspection.case)
    cohort = judge_cohort(inspections, snakemake.params.organs, exclude)
    shown = {each.case: each.organs for each in inspections if each.organs is not None and each.case not in exclude}
    if snakemake.params.chooses and cohort.usable:
        cohort.errors.extend(folds_without_validation(shown, snakemake.params.parts))
    write_cases(snakemake.output.table, cohort.rows)
    write_text(snakemake.output.errors, format_validation_errors(cohort))
    patients = {each.case: each.patient for each in inspections}
    uncovered = uncovered_organs(snakemake.params.organs, shown, patients, snakemake.params.parts)
    warnings = [*case_warnings(cohort), *(("", text) for text in uncovered)]
    write_case_warnings(snakemake.output.warnings, warnings)
    for warning in shared_warnings(warnings):
        log.warning(warning)
