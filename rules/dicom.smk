"""DICOM folders (layout `dicom`): check them, and write series and structures as volumes."""

from segstudy.plan.specs.cases import dicom_spec, inspected_dicom_spec

if plan.is_dicom:

    rule inspect_dicom:
        input:
            lambda w: plan.cases[w.case].folder,
        output:
            results("cases/{case}.json"),
        log:
            results("logs/inspect_dicom/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(4000),
            runtime=minutes(5),
        params:
            spec=lambda w: inspected_dicom_spec(plan, w.case),
            organs=dict(plan.organs),
            code=code("inspect_dicom.py"),
        message:
            "Checking the DICOM files of {wildcards.case}"
        script:
            "../workflow/scripts/inspect_dicom.py"

    rule convert_dicom:
        input:
            folder=lambda w: plan.cases[w.case].folder,
            usable=once_usable("dicom/{case}/image.nii.gz"),
        output:
            image=results("dicom/{case}/image.nii.gz"),
            label=results("dicom/{case}/label.nii.gz"),
        log:
            results("logs/convert_dicom/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(4000),
            runtime=minutes(5),
        params:
            spec=lambda w: dicom_spec(plan, w.case),
            organs=dict(plan.organs),
            code=code("convert_dicom.py"),
        message:
            "Writing the series and structures of {wildcards.case} as volumes"
        script:
            "../workflow/scripts/convert_dicom.py"
