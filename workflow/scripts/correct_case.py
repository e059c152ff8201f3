"""Undo the displacement in one case's label map."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.correction.apply import correct_labels
    from segstudy.correction.quality import QualityRow
    from segstudy.correction.transform_file import read_displacement
    from segstudy.files import write_text
    from segstudy.nifti import read_labels, write_volume

    labels = read_labels(snakemake.input.label)
    displacement = read_displacement(snakemake.input.transform)
    corrected = correct_labels(labels.array, snakemake.params.label, displacement)
    write_volume(snakemake.output.label, labels.with_array(corrected.labels))
    row = QualityRow.of(corrected, method=snakemake.params.method, case=snakemake.wildcards.case)
    write_text(snakemake.output.quality, row.to_json())
