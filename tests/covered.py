"""Which modules too few of whose lines ran: `python tests/covered.py coverage.json 80`, after `make coverage`."""

import ast
import json
import sys
from pathlib import Path

# Only a GPU runs these; tests/gpu does.
ON_A_GPU = {
    "src/segstudy/models/selective_scan.py",
    "src/segstudy/models/triton_scan.py",
    "src/segstudy/training/graphed.py",
}


def never_run(report, files):
    """Those of the Python files with any code that are not in the report, as its rows."""
    nothing = {"summary": {"percent_covered": 0.0}}
    return {
        str(file): nothing
        for file in files
        if str(file) not in report["files"] and len(ast.parse(file.read_text(encoding="utf-8")).body) > 1
    }


def too_little(report, least):
    """`path: percent` of each file under `least` percent, lowest first."""
    percents = {path: file["summary"]["percent_covered"] for path, file in report["files"].items()}
    return [
        f"{path}: {percent:.1f} %"
        for path, percent in sorted(percents.items(), key=lambda item: item[1])
        if percent < least and path not in ON_A_GPU
    ]


if __name__ == "__main__":
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    report["files"] |= never_run(report, sorted(Path("src").rglob("*.py")))
    found = too_little(report, float(sys.argv[2]))
    sys.exit("\n".join([f"Fewer than {sys.argv[2]} % of the lines ran:", *found]) if found else 0)
