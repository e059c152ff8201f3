"""From the plain values that a workflow passes on to the input of a report."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segstudy.report.inputs import Arm, CaseFiles, ReportInput, StudyFacts
from segstudy.report.read import arms_from, read_results


def report_input(told: Mapping[str, Any]) -> ReportInput:
    """Read a study's folder with what is known of the study besides.

    Args:
        told: `results` (the folder), `config` (as a plain dict), `arms` (dicts: name, preparation, augmentation,
            postprocessing, training, settings, and predictions: the folder of its label maps inside
            `predicted/`), and paths by case: `images`, `labels` (as handed out), `references` (as measured).

    Raises:
        StudyError: a file of the folder cannot be read, or the configuration is none.
    """
    config, root = told["config"], Path(told["results"])
    models = {arm["name"]: arm.get("model", "enet") for arm in config["arms"]}
    rows = [
        {**arm, "model": models.get(arm["name"], arm.get("model", "")), "hyperparameters": arm.get("settings")}
        for arm in told["arms"]
    ]
    facts = StudyFacts(
        study=config["study"],
        config=config,
        organs=dict(config["data"]["organs"]),
        arms=arms_from(rows),
        baseline=config["comparisons"]["baseline"],
        alpha=config["comparisons"].get("alpha", 0.05),
        is_phantom=config["data"]["layout"] == "phantom",
    )
    files = {
        case: CaseFiles(image, told["references"].get(case), told["labels"].get(case))
        for case, image in told["images"].items()
    }
    return read_results(root, facts, files, _predictions(root, told["arms"], facts.arms, files))


def _predictions(
    root: Path, rows: list[Mapping[str, Any]], arms: tuple[Arm, ...], files: Mapping[str, CaseFiles]
) -> dict[tuple[str, str], str]:
    folders = {arm.name: row.get("predictions") or arm.name for row, arm in zip(rows, arms, strict=True)}
    return {
        (arm, case): str(root / "predicted" / folder / f"{case}.nii.gz")
        for arm, folder in folders.items()
        for case in files
    }
