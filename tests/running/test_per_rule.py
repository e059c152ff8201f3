import os
import re
import subprocess
import sys

SNAKEFILE = """
import inspect, sys
CASES = range({cases})
counted = dict(signatures=0, sizes=0)
signature = inspect.signature
def counting(*arguments, **named):
    counted["signatures"] += 1
    return signature(*arguments, **named)
def size(wildcards, input, attempt):
    counted["sizes"] += 1
    return 100 * attempt
rule all:
    input: "joined", "report"
rule first:
    output: "first/{{case}}", touch("mark/{{case}}")
    resources: mem_mb=size, runtime=lambda wildcards, attempt: 3
    params: number=lambda w: int(w.case), text="plain"
    group: "g"
    message: "First of {{wildcards.case}}"
    script: "first.py"
rule second:
    input:
        unpack(lambda w: {{"mark": f"mark/{{w.case}}"}}),
        a=lambda w: f"first/{{w.case}}",
        b=lambda w: ancient("data"),
    output: temp("second/{{case}}")
    log: "log/{{case}}"
    threads: lambda w: 1 + int(w.case) % 2
    group: "g"
    message: "Second with {{threads}} threads"
    shell: "touch {{output}}"
rule join:
    input: lambda w: expand("second/{{case}}", case=CASES), lambda w: expand("mark/{{case}}", case=CASES)
    output: "joined"
    params: files=lambda w, input: len(input)
    shell: "touch {{output}}"
rule report:
    input: "joined"
    output: "report"
    conda: "environment.yaml"
    shell: "touch {{output}}"
{planned}
inspect.signature = counting
onsuccess: open(".snakemake/counted", "w").write(str(counted))
"""
PLANNED = """
from segstudy.running.per_rule import collect_rarely, plan_once_a_rule
collect_rarely()
plan_once_a_rule(workflow)
"""


def made(folder, planned=PLANNED, cases=4):
    folder.mkdir(exist_ok=True)
    (folder / "Snakefile").write_text(SNAKEFILE.format(cases=cases, planned=planned))
    (folder / "data").touch()
    (folder / "environment.yaml").write_text("channels: [conda-forge]\ndependencies: [python]\n")
    (folder / "first.py").write_text(
        "for each in snakemake.output:\n"
        "    open(each, 'w').write(f'{snakemake.params.number} {snakemake.params.text} {snakemake.resources.mem_mb}')\n"
    )
    return folder


def snakemake(folder, *arguments):
    """What Snakemake says of a run, without what is another at each; it takes jobs in any order."""
    environment = {**os.environ, "SLURM_CONF": "/dev/null"}
    command = [sys.executable, "-m", "snakemake", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = (done.stdout + done.stderr).replace(str(folder), "")
    changing = (
        r"\[.*\]|tmpdir=\S+|Complete log.*|host: .*|Date: .*|Workflow ID: .*|seconds: .*|jobid: .*|Job \d+|[Gg]roup.*"
    )
    return sorted(_in_order(line) for line in re.sub(changing, "", said).splitlines())


def _in_order(line):
    """The words of a line in order: those of a reason come in any."""
    return " ".join(sorted(re.split(r"[,\s]+", line)))


def test_a_plan_says_what_it_says_without(tmp_path):
    asked = ["--dry-run", "--printshellcmds", "--executor", "slurm", "--jobs", "2", "--group-components", "g=2"]
    asked += ["--default-resources", "slurm_account=lab"]
    said = snakemake(made(tmp_path / "ours"), *asked)
    assert any(line.endswith("4 second") for line in said), said
    assert said == snakemake(made(tmp_path / "plain", planned=""), *asked)


def test_a_run_leaves_what_it_leaves_without(tmp_path):
    left, again = {}, {}
    for name, planned in (("ours", PLANNED), ("plain", "")):
        folder = made(tmp_path / name, planned)
        snakemake(folder, "--cores", "2")
        left[name] = {
            str(path.relative_to(folder)): path.read_text()
            for path in folder.rglob("*")
            if path.is_file() and path.name != "Snakefile" and ".snakemake" not in path.parts
        }
        (folder / "joined").unlink()
        again[name] = snakemake(folder, "--cores", "2", "--dry-run")
        assert any({"2", "Second", "threads"} <= set(line.split()) for line in again[name])
        assert not any("First" in line for line in again[name])
    assert left["ours"] == left["plain"]
    assert again["ours"] == again["plain"]
    assert left["ours"]["first/3"] == "3 plain 100"


def counts(folder, cases):
    snakemake(made(folder, cases=cases), "--cores", "2")
    return tuple(map(int, re.findall(r"\d+", (folder / ".snakemake" / "counted").read_text())))


def test_functions_are_asked_for_their_parameters_once(tmp_path):
    few, many = counts(tmp_path / "few", 3), counts(tmp_path / "many", 9)
    assert many[0] == few[0]
    assert many[1] <= 3 * few[1]


def test_a_search_goes_on_where_the_last_one_ended(tmp_path):
    steps = """
from snakemake.dag import DAG
looked = dict(jobs=0)
class Counted(dict):
    def __getitem__(self, job):
        looked["jobs"] += 1
        return super().__getitem__(job)
graph = Counted({0: {1: 0}, 1: {2: 0}, 2: {}, 3: {1: 0}})
found = []
class Dag:
    pass
async def update(dag):
    for job in (0, 3, 0):
        found.extend(dag.bfs(graph, job))
import asyncio
from segstudy.running.per_rule import _looking_on
dag = Dag()
asyncio.run(_looking_on(update)(dag))
assert found == [0, 1, 2, 3], found
assert looked == {"jobs": 4}, looked
assert not hasattr(dag, "bfs")
"""
    subprocess.run([sys.executable, "-c", "import snakemake.api\n" + steps], check=True)


def test_what_rule_messages_are_not_shown_is_not_worded(tmp_path):
    folder = made(tmp_path / "quiet")
    said = snakemake(folder, "--cores", "1", "--dry-run", "--quiet", "rules")
    assert not any("First" in line for line in said) and any("total" in line for line in said)
