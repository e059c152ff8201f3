"""Write one DICOM case as a scan and a label map, which is empty where nobody drew one."""

from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import numpy as np

    from segstudy.cases.dicom.read import read_dicom_case
    from segstudy.volumes.nifti import write_volume

    spec = snakemake.params.spec
    read = read_dicom_case(
        Path(snakemake.input.folder), spec["case"], spec["drawn"], spec["patterns"], spec["modality"]
    )
    write_volume(snakemake.output.image, read.image)
    empty = read.image.with_array(np.zeros(read.image.array.shape, np.uint8))
    write_volume(snakemake.output.label, read.labels or empty)
