"""What is done when jobs of a study have failed."""

import json
import subprocess


def report_what_there_is(log):
    """After failed jobs: a report of its own, which says in its first lines what is missing."""
    said = Path(log).read_text(encoding="utf-8", errors="replace")
    if "on user request" in said or not Path(results("evaluated")).is_dir():
        return
    told = {
        "study": report_params(),
        "patients": {name: plan.cases[name].patient for name in plan.labelled},
        "folds": dict(plan.folds),
        "runs": {path: run.training for path, run in plan.runs.items()},
        "trainings": arm_parts("training"),
        "inferred": arm_parts("inferred"),
        "comparisons": plan.settings.comparisons.model_dump(mode="json"),
        "seed": plan.settings.seed,
    }
    asked = [sys.executable, "-m", "segstudy.unfinished"]
    subprocess.run(asked, input=json.dumps(told), text=True)


def arm_parts(part):
    """The trainings, or the folders of predictions, of each arm."""
    return {
        arm.name: [
            getattr(run, part)
            for run in plan.runs.values()
            if run.arm == arm.name and getattr(run, part)
        ]
        for arm in plan.settings.arms
    }
