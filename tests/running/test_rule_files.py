"""A job on a cluster reads the rules that it runs, and what those need."""

import ast
import builtins
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.parser import parse

from segstudy.running.rule_files import files_to_read

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
NAMES = re.findall(r'^    "(\w+)",$', (ROOT / "Snakefile").read_text(), flags=re.MULTILINE)
# What Snakemake gives every Snakefile, of which these rules use some.
GIVEN = {"config", "workflow", "rules", "ancient", "expand", "report", "touch", "unpack", "directory", "temp", "error"}


def read(*allowed, in_job=True, folder=RULES, names=NAMES):
    command = ["snakemake", "--target-jobs", "x", *(["--allowed-rules", *allowed] if allowed else []), "--cores", "1"]
    return files_to_read(folder, names, command, in_job)


def test_all_files_of_rules_are_listed():
    assert sorted([*NAMES, "common"]) == sorted(file.stem for file in RULES.glob("*.smk"))


def test_a_job_reads_the_file_of_its_rule():
    assert read("inspect_case") == ["cases"]
    assert read("evaluate_case", "prepare_image") == ["preparation", "evaluation"]


def test_a_rule_that_is_made_of_others_needs_their_files_too():
    assert {"prediction", "nnunet", "ensembles", "postprocessing", "evaluation"} < {*read("evaluate_outside_case")}


def test_a_person_who_allows_rules_still_has_all_of_them():
    assert read("inspect_case", in_job=False) == NAMES


def test_where_it_is_not_known_what_may_run_all_is_read():
    assert read() == NAMES
    assert read("inspect_case", "of_another_workflow") == NAMES


def test_what_a_rule_is_made_of_may_itself_be_made_of_another(tmp_path):
    for name, text in {
        "a": "rule first:\n    output: 'x'\n",
        "b": "if True:\n    use rule first as second with:\n        output: 'y'\n",
        "c": "use rule second as third with:\n    output: 'z'\n",
        "d": "rule other:\n    output: 'w'\n",
    }.items():
        (tmp_path / f"{name}.smk").write_text(text)
    assert read("third", folder=tmp_path, names=["a", "b", "c", "d"]) == ["a", "b", "c"]


def names_in(file):
    """The names that a file of rules defines, and those that it uses."""
    opened = SimpleNamespace(sourcecache=SimpleNamespace(open=lambda path: file.open()))
    text, _ = parse(SimpleNamespace(get_path_or_uri=lambda secret_free: str(file)), opened, {})
    defined, used = set(), set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            defined |= {(each.asname or each.name).partition(".")[0] for each in node.names}
        elif isinstance(node, ast.FunctionDef):
            defined.add(node.name)
        elif isinstance(node, ast.arg):
            defined.add(node.arg)
        elif isinstance(node, ast.Name):
            (defined if isinstance(node.ctx, ast.Store) else used).add(node.id)
    return defined, used


@pytest.fixture(scope="module")
def common():
    return names_in(RULES / "common.smk")[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_rules_uses_nothing_that_another_imports(name, common):
    defined, used = names_in(RULES / f"{name}.smk")
    assert used - defined - common - GIVEN - {*dir(builtins)} == set()
