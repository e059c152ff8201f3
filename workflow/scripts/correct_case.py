"""Undo the displacement in one case's label map."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    from segstudy.correction.apply import correct_labels
    from segstudy.correction.decide import decide
    from segstudy.correction.plausibility.tissue import kind_of
    from segstudy.correction.quality import quality_of
    from segstudy.correction.transform_file import read_displacement
    from segstudy.running.files import write_text
    from segstudy.volumes.nifti import read_image, read_labels, write_volume

    labels, organ = read_labels(snakemake.input.label), snakemake.params.label
    displacement, method = read_displacement(snakemake.input.transform)
    before = labels.array == organ
    corrected, note = correct_labels(labels.array, organ, displacement.of(before, labels.affine)), ""
    if snakemake.input.image:
        scan = read_image(snakemake.input.image)
        decision = decide(scan.array, before, corrected.labels == organ, scan.spacing, kind_of(snakemake.params.organ))
        note = decision.note
        if note:
            log.warning("%s: %s", snakemake.wildcards.case, note)
        if not decision.displaced:
            corrected = type(corrected)(labels.array)
    write_volume(snakemake.output.label, labels.with_array(corrected.labels))
    row = quality_of(corrected, method=method, case=snakemake.wildcards.case, note=note or None)
    write_text(snakemake.output.quality, row.to_json())
