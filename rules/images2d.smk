"""2D images and masks (layout `images`): check them, and write them as volumes of one slice."""

from segstudy.plan.inputs.cases import readable_originals
from segstudy.plan.specs.cases import image2d_spec, inspected_image2d_spec

if plan.has_2d_images:

    rule inspect_image2d:
        input:
            lambda w: readable_originals(plan, w.case),
        output:
            results("cases/{case}.json"),
        log:
            results("logs/inspect_image2d/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=100),
            runtime=minutes(2),
        params:
            spec=lambda w: inspected_image2d_spec(plan, w.case),
            organs=dict(plan.organs),
            ignore=list(plan.settings.data.ignore),
            code=code("inspect_image2d.py"),
        message:
            "Checking the 2D image and mask of {wildcards.case}"
        script:
            "../workflow/scripts/inspect_image2d.py"

    rule convert_image2d:
        input:
            files=lambda w: readable_originals(plan, w.case),
            usable=once_usable("images/{case}/label.nii.gz"),
        output:
            image=results("images/{case}/image.nii.gz"),
            label=results("images/{case}/label.nii.gz"),
        log:
            results("logs/convert_image2d/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=100),
            runtime=minutes(2),
        params:
            spec=lambda w: image2d_spec(plan, w.case),
            organs=dict(plan.organs),
            code=code("convert_image2d.py"),
        message:
            "Writing the 2D image of {wildcards.case} as a volume of one slice"
        script:
            "../workflow/scripts/convert_image2d.py"
