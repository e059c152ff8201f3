"""Functions that choose inputs and parameters of arms that are the mean of others."""


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
