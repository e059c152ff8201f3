"""What the profile of a cluster says of rules is about rules there are."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
GROUPS = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8"))["groups"]
# A job of minutes each, alone.
LONG = {"predict_ensemble_case", "predict_nnunet_case", "predict_sam2_case", "predict_uncertainty"}
LONG |= {"predict_nnunet_outside_case", "predict_ensemble_outside_case"}
# What waits for another arm's prediction: in its group, the group would wait for itself.
WAITING = {"predict_viewed_case", "predict_viewed_outside_case", "postprocess_source_case"}
# A training follows, then another round of them: groups of several rounds would wait for themselves.
BETWEEN_TRAININGS = {"predict_pseudo_label", "prepare_pseudo_label", "evaluate_grown_case"}


RULE = re.compile(
    r"^ *(rule|use rule (\w+) as) (\w+)(?: with)?:(.*?)(?=^ *rule |^ *use rule |\Z)", re.DOTALL | re.MULTILINE
)


def rules():
    """Each rule with its text; that of a rule made of another begins with the other's."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted((ROOT / "rules").glob("*.smk")):
        text = file.read_text(encoding="utf-8")
        for match in RULE.finditer(text):
            found[match[3]] = (match[2] or "", match[4])

    def whole(name: str) -> str:
        base, text = found[name]
        return (whole(base) if base else "") + text

    return {name: whole(name) for name in found}


def test_only_rules_are_grouped():
    assert set(GROUPS) <= set(rules())


def test_every_short_job_of_a_case_is_in_a_group():
    output = {name: text.split("output:")[-1].split("log:")[0] for name, text in rules().items()}
    of_a_case = {name for name, text in output.items() if "{case}" in text and "localrule: True" not in rules()[name]}
    assert of_a_case - set(GROUPS) == LONG | BETWEEN_TRAININGS | WAITING


def test_every_rule_that_takes_a_gpu_may_be_told_which():
    resources = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8"))["set-resources"]
    assert set(resources) == {name for name, text in rules().items() if re.search(r"^ *gpu=", text, re.MULTILINE)}


@pytest.mark.parametrize("scheduler", ["lsf", "pbs", "sge"])
def test_all_schedulers_group_alike(scheduler):
    profile = yaml.safe_load((ROOT / f"profiles/{scheduler}/config.yaml").read_text(encoding="utf-8"))
    assert profile["groups"] == GROUPS
