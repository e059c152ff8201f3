"""Check one DICOM case, and write down all that is wrong with it."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.cases.dicom.inspection import inspect_dicom
    from segstudy.running.files import write_text

    spec = dict(snakemake.params.spec)
    folder = spec.pop("shown_from", None)
    inspection = inspect_dicom(**spec, organs=snakemake.params.organs)
    write_text(snakemake.output[0], inspection.below(folder).to_json())
