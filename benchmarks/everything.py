"""Run every comparison, or those that are named, and write what they found to a table and to docs/benchmarks.md.

    python benchmarks/everything.py [--turns 2] [distances preparation …]

On a quiet machine: all sides of a comparison share one run and take turns, but a busy machine makes ratios unsteady.
A section of the page is replaced when its comparison ran again; the others stay, with the day they were measured.
"""

import argparse
import ast
import os
import platform
import re
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
# What is run, with what arguments; all but the untabled write each turn to the day's table, too.
COMPARISONS = {
    "distances": ["--turns", "3"],
    "preparation": ["--turns", "3"],
    "training": ["--turns", "2"],
    "reading": [],
    "augmentation": ["--turns", "3"],
    "sliding_window": ["--turns", "1"],
    "mc_dropout": ["--turns", "3"],
    "many_organs": ["--turns", "1"],
    "many_classes": ["--turns", "1"],
    "many_patients": ["1000", "10000"],
    "many_images": ["60"],
    # up to 10,000 patients, which takes an hour: docs/scale.md
    "planning": ["40", "400", "--profile", "local"],
    "whole_study": ["--turns", "1"],
    "selective_scan": ["--repeats", "1", "--without", "mambapy"],
    "correction": [],
    "equal_time": [],
}
# Sections that other commands write: `make bench-gpu`.
ELSEWHERE = ("gpu",)
UNTABLED = {"many_images", "many_patients", "planning", "selective_scan", "correction", "equal_time"}
PACKAGES = ("torch", "numpy", "monai", "nnunetv2", "surface-distance", "panoptica", "medpy", "torchio", "blosc2")
PACKAGES += ("snakemake",)
HEAD = """# Benchmarks

`make bench` runs each comparison on one machine: both sides in the same run, in turns, each turn in a process of its
own, answers compared before times. What other packages it needs comes into an environment of its own. Ratios are
medians, with the smallest and the largest turn; seconds are those of the machine named under each table and say
little elsewhere. Every turn stands in `benchmarks/results/`. Inputs are made up: what is shown here is speed and
memory, nothing about patients.
"""


def title(name: str) -> str:
    """The first sentence of a benchmark's own text."""
    text = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8")))
    return " ".join(text.split("\n\n")[0].split()).rstrip(".")


def machine() -> str:
    """Processor, cores, memory and versions, in a line."""
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    cores = len(os.sched_getaffinity(0))
    return f"{model[1] if model else platform.machine()}, {cores} cores, {memory:.0f} GiB; {', '.join(found)}"


def measured(name: str, table: Path, turns: int | None) -> str:
    """What a benchmark says, shown while it runs. Raises CalledProcessError where it fails."""
    load = os.getloadavg()[0]
    command = [sys.executable, str(HERE / f"{name}.py"), *COMPARISONS[name]]
    if name not in UNTABLED:
        command += ["--table", str(table), *(["--turns", str(turns)] if turns else [])]
    started, said = time.monotonic(), []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    text = "".join(said).strip()
    if "|---" not in text:
        text = f"```text\n{text}\n```"
    took = f"{time.monotonic() - started:.0f} s in all, {load:.1f} processes busy before it"
    return f"{text}\n\n{date.today()}, {took}. {machine()}.\n"


def rewritten(page: str, sections: dict[str, str]) -> str:
    """The page with these sections, by title, in place of those it has; in their order above."""
    kept = dict(part.split("\n", 1) for part in page.split("\n## ")[1:])
    kept |= {heading: f"\n{text}" for heading, text in sections.items()}
    order = [heading for heading in map(title, (*COMPARISONS, *ELSEWHERE)) if heading in kept]
    return "\n".join([HEAD.rstrip("\n"), *(f"\n## {heading}\n{kept[heading].rstrip()}" for heading in order)]) + "\n"


def main() -> None:
    """Run what is asked for; the page is written after each, so that nothing measured is lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *COMPARISONS], default=[])
    parser.add_argument("--turns", type=int, help="of every comparison that takes turns")
    asked = parser.parse_args()
    table = HERE / "results" / f"{date.today()}.csv"
    for name in asked.names or COMPARISONS:
        print(f"\n{title(name)}\n", flush=True)
        found = measured(name, table, asked.turns)
        page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        PAGE.write_text(rewritten(page, {title(name): found}), encoding="utf-8")


if __name__ == "__main__":
    main()
