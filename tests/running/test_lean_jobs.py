import json
import os
import subprocess
import sys

import pytest

SNAKEFILE = """
import json
rule all:
    input: "joined"
rule first:
    output: "first/{case}"
    log: "log/{case}"
    benchmark: "benchmark/{case}"
    shell: "echo {wildcards.case} > {output}; echo said > {log}"
rule second:
    input: a=lambda w: f"first/{w.case}", b="data"
    output: "second/{case}", temp("third/{case}")
    shell: "cat {input} > second/{wildcards.case}; touch third/{wildcards.case}"
rule join:
    input: lambda w: expand("{made}/{case}", made=["second", "third"], case=list("abc")), *LOGS
    output: "joined"
    shell: "cat {input} > {output}"
PLANNED
def kept(dag):
    jobs = [job for job in dag.jobs if job.wildcards_dict]
    files = [file for job in dag.jobs for file in (*job.input, *job.output) if not file.flags]
    sets = [files for needed in dag._dependencies.values() for files in needed.values()]
    sets += [files for needing in dag.depending.values() for files in needing.values()]
    return {
        "paths": len(set(map(str, files))),
        "files": len(set(map(id, files))),
        "cases": len({job.wildcards.case for job in jobs}),
        "wildcards": len({id(job.wildcards) for job in jobs}),
        "pairs": sum(map(len, dag._dependencies.values())),
        "sets": len(set(map(id, sets))),
        "names": [job.input.a + job.output[0] for job in jobs if job.rule.name == "second"],
    }
onstart:
    open("kept.json", "w").write(json.dumps(kept(workflow.dag)))
"""
PLANNED = "from segstudy.running.per_rule import plan_once_a_rule\nplan_once_a_rule(workflow)"


def run(folder, planned, text=SNAKEFILE, logs=(), arguments=("--cores", "2")):
    folder.mkdir()
    made = text.replace("PLANNED", planned).replace("*LOGS", ", ".join(map(repr, logs)))
    (folder / "Snakefile").write_text(made)
    (folder / "data").write_text("data\n")
    environment = {**os.environ, "SLURM_CONF": "/dev/null"}
    command = [sys.executable, "-m", "snakemake", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_what_is_the_same_for_several_jobs_is_kept_once(tmp_path):
    kept = {}
    for name, planned in (("ours", PLANNED), ("plain", "")):
        done = run(tmp_path / name, planned, logs=["log/a", "benchmark/b"])
        assert done.returncode == 0, done.stderr
        kept[name] = json.loads((tmp_path / name / "kept.json").read_text())
        kept[name]["names"].sort()
    ours, plain = kept["ours"], kept["plain"]
    assert ours["names"] == plain["names"] == [f"first/{case}second/{case}" for case in "abc"]
    assert ours["files"] == ours["paths"] < plain["files"]
    assert ours["wildcards"] == ours["cases"] == 3 < plain["wildcards"]
    assert ours["sets"] <= ours["pairs"] < plain["sets"]
    texts = [(tmp_path / name / "joined").read_text().splitlines()[:7] for name in kept]
    assert texts[0] == texts[1] == [*(line for case in "abc" for line in (case, "data")), "said"]
    assert not (tmp_path / "ours" / "third").exists()


INSIDE = """
rule all:
    input: "out", OTHER
rule folder:
    output: directory("out")
    shell: "mkdir {output}"
rule file:
    output: OTHER
    shell: "touch {output}"
PLANNED
"""


@pytest.mark.parametrize(
    "other", ["'out/deep/file'", "os.path.abspath('out/file')", "'out/../out/file'", "'outer/file'"]
)
def test_an_output_inside_another_is_refused_as_ever(tmp_path, other):
    text = "import os\n" + INSIDE.replace("OTHER", other)
    ours, plain = (
        run(tmp_path / name, planned, text, arguments=["--dry-run"])
        for name, planned in (("ours", PLANNED), ("plain", ""))
    )
    refused = [
        done.returncode != 0 and "is a child to another output" in done.stdout + done.stderr for done in (ours, plain)
    ]
    assert refused[0] == refused[1]
    if other in ("'out/deep/file'", "'outer/file'"):
        assert refused[0] == (other == "'out/deep/file'"), ours.stderr
