from segstudy.report.told import report_input


def told(made_study) -> dict:
    arms = [
        {
            "name": arm["name"],
            "model": "enet",
            "preparation": arm["preparation"],
            "augmentation": arm.get("augmentation"),
            "postprocessing": arm.get("postprocessing"),
            "training": "enet.raw",
            "settings": {"epochs": 12},
            "predictions": f"{arm['name']}/seed-42",
        }
        for arm in made_study.config["arms"]
    ]
    return {
        "results": str(made_study.folder),
        "config": made_study.config,
        "arms": arms,
        "images": {case: files.image for case, files in made_study.files.items()},
        "labels": {case: files.handed_out for case, files in made_study.files.items()},
        "references": {case: files.reference for case, files in made_study.files.items()},
    }


def test_plain_values_of_a_workflow_make_an_input(made_study) -> None:
    inputs = report_input(told(made_study))
    assert inputs.files == made_study.files
    assert inputs.facts.is_phantom and inputs.facts.baseline == "raw"
    assert inputs.facts.organs == {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}
    arm = inputs.facts.arms[2]
    assert (arm.name, arm.augmentation, arm.trainings) == ("full+augmentation", "affine", ("enet.raw",))
    assert arm.model == {"enet": {"kernels": 8, "factor": 2}}
    assert arm.hyperparameters == {"epochs": 12}
    expected = made_study.folder / "predicted" / "full+augmentation" / "seed-42" / "P04.nii.gz"
    assert inputs.predictions["full+augmentation", "P04"] == str(expected)
    assert len(inputs.metrics) == 192
