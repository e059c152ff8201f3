"""Pictures and masks (layout `images`): check them, and write them as volumes of one slice."""

if plan.pictures:

    rule inspect_picture:
        input:
            picture_files,
        output:
            results("cases/{case}.json"),
        log:
            results("logs/inspect_picture/{case}.log"),
        benchmark:
            results("benchmarks/inspect_picture/{case}.tsv")
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=100),
            runtime=minutes(2),
        params:
            told=picture_params,
            organs=dict(plan.organs),
            ignore=list(plan.settings.data.ignore),
            code=code("inspect_picture.py"),
        message:
            "Checking the picture and mask of {wildcards.case}"
        script:
            "../workflow/scripts/inspect_picture.py"

    rule convert_picture:
        input:
            files=picture_files,
            usable=once_usable("pictures/{case}/label.nii.gz"),
        output:
            image=results("pictures/{case}/image.nii.gz"),
            label=results("pictures/{case}/label.nii.gz"),
        log:
            results("logs/convert_picture/{case}.log"),
        benchmark:
            results("benchmarks/convert_picture/{case}.tsv")
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=100),
            runtime=minutes(2),
        params:
            told=picture_params,
            organs=dict(plan.organs),
            code=code("convert_picture.py"),
        message:
            "Writing the picture of {wildcards.case} as a volume of one slice"
        script:
            "../workflow/scripts/convert_picture.py"
