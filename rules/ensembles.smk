"""Arms that are the mean of others: their members' networks are applied anew, and no probabilities are kept on disk."""


def ensemble_members(wildcards):
    """How each member predicts a case, as plain values."""
    members = []
    for name in plan.ensembles[wildcards.inferred].members:
        training, inference = plan.inferred[name]
        folder = f"prepared/{training.preparation}/{wildcards.case}"
        members.append(
            {
                "nnunet": training.preparation is None,
                "networks": [
                    results(f"trained/{training.name}/fold-{fold}")
                    for fold in prediction_folds(wildcards.case)
                ],
                "prepared": results(folder) if training.preparation else None,
                "inference": inference,
                "batch": training.settings["batch"],
                "threads": training.settings.get("threads", 1),
            }
        )
    return members


def ensemble_files(wildcards):
    """What the members read: networks and prepared scans."""
    files = []
    for member in ensemble_members(wildcards):
        files += [
            f"{folder}/{kind}"
            for folder in member["networks"]
            for kind in ("weights.safetensors", "model.yaml")
        ]
        if member["prepared"]:
            files += [
                f"{member['prepared']}.{kind}" for kind in ("image.b2nd", "grid.json")
            ]
    return list(dict.fromkeys(files))


rule predict_ensemble_case:
    input:
        scan=scan_of,
        members=ensemble_files,
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    benchmark:
        results("benchmarks/predict_case/{inferred}/{case}.tsv")
    wildcard_constraints:
        inferred=r"ensemble\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: 2
    resources:
        gpu=1,
        mem_mb=memory(6000, factor=100),
        runtime=minutes(30),
    params:
        members=ensemble_members,
        organs=dict(plan.organs),
        code=code("predict_ensemble_case.py"),
    message:
        "Predicting {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_ensemble_case.py"
