"""A key with a default is added to every section of the configuration, in a copy of the project: nobody uses it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NAMES = """
import json, sys, yaml
from segstudy.plan.plan import Plan
for study in sys.argv[1:]:
    plan = Plan(yaml.safe_load(open(study, encoding="utf-8")))
    names = [*plan.trainings, *plan.runs, *plan.inferred, *plan.ensembles, *plan.uncertain, *plan.search_parts]
    print(json.dumps([*names, *plan.zero_shots, *plan.views, *(run.inferred for run in plan.runs.values())]))
"""


def add_keys(project, with_new_keys):
    changed = 0
    for source in (project / "src/segstudy/config/sections").glob("*.py"):
        text = source.read_text(encoding="utf-8")
        if "(Section):" in text:
            first, _, rest = with_new_keys(text).partition('"""\n')
            imports = "from typing import Annotated\nfrom pydantic import Field\n"
            source.write_text(f'{first}"""\n{imports}{rest}', encoding="utf-8")
            changed += 1
    assert changed > 15


def names(project):
    studies = [str(ROOT / "studies" / f"{name}.yaml") for name in ("ablation", "polar", "volumes", "foundation")]
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    told = subprocess.run([sys.executable, "-c", NAMES, *studies], env=environment, check=True, capture_output=True)
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_no_path_changes(project_copy, with_new_keys):
    before = names(ROOT)
    add_keys(project_copy, with_new_keys)
    assert names(project_copy) == before and all(before)


@pytest.mark.workflow
def test_nothing_runs_again(edited_copy, with_new_keys):
    add_keys(edited_copy.project, with_new_keys)
    assert edited_copy.plan() == {}


@pytest.mark.workflow
def test_whoever_uses_it_runs_what_needs_it(edited_copy, with_new_keys):
    """The key is one indeed: a study that sets it is planned anew."""
    add_keys(edited_copy.project, with_new_keys)
    edited_copy.config["augmentations"]["affine"]["new_key"] = 5
    jobs = edited_copy.plan()
    assert jobs["augment_case"] == 4 and jobs["train"] == 2
    assert "prepare_image" not in jobs
