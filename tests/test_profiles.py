"""What the profile of a cluster says of rules is about rules there are."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
GROUPS = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8"))["groups"]
# A job of minutes each, alone.
LONG = {"predict_ensemble_case", "predict_nnunet_case", "predict_sam2_case", "predict_uncertainty"}
# A training follows, then another round of them: groups of several rounds would wait for themselves.
BETWEEN_TRAININGS = {"predict_pseudo_label", "prepare_pseudo_label"}


def rules():
    """Each rule with its text."""
    found = {}
    for file in sorted((ROOT / "rules").glob("*.smk")):
        text = file.read_text(encoding="utf-8")
        for match in re.finditer(r"^ *rule (\w+):(.*?)(?=^ *rule |\Z)", text, re.DOTALL | re.MULTILINE):
            found[match[1]] = match[2]
    return found


def test_only_rules_are_grouped():
    assert set(GROUPS) <= set(rules())


def test_every_short_job_of_a_case_is_in_a_group():
    output = {name: text.split("output:")[-1].split("log:")[0] for name, text in rules().items()}
    of_a_case = {name for name, text in output.items() if "{case}" in text and "localrule: True" not in rules()[name]}
    assert of_a_case - set(GROUPS) == LONG | BETWEEN_TRAININGS
