"""Which modules too few of whose lines ran: `python tests/covered.py coverage.json 80`, after `make coverage`."""

import json
import sys
from pathlib import Path


def too_little(report, least):
    """`path: percent` of each file under `least` percent, lowest first."""
    percents = {path: file["summary"]["percent_covered"] for path, file in report["files"].items()}
    return [
        f"{path}: {percent:.1f} %"
        for path, percent in sorted(percents.items(), key=lambda item: item[1])
        if percent < least
    ]


if __name__ == "__main__":
    found = too_little(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), float(sys.argv[2]))
    sys.exit("\n".join([f"Fewer than {sys.argv[2]} % of the lines ran:", *found]) if found else 0)
