"""The counts in docs/reliability.md: `python tests/reliability/counts.py` writes them anew; a test compares them."""

import ast
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- counts -->\n", "<!-- end of counts -->\n"
sys.path.insert(0, str(Path(__file__).parent))
WORDS = {
    "header": "Headers of scans",
    "voxels": "Voxels and bytes of scans",
    "labels": "Label maps",
    "path": "What stands where a file should be",
    "name": "Names of cases",
    "table": "Data tables",
    "format": "MetaImage and NRRD files",
    "dicom": "Folders of DICOM files",
    "splits": "Files of folds (`folds.file`)",
    "nnunet": "Datasets of nnU-Net's",
    "given": "Predictions made elsewhere (`given`)",
    "config": "Configurations",
}


def _constant(name: str) -> ast.expr:
    """The value given to `name` in the tests of damaged files."""
    source = (ROOT / "tests/workflow/test_damage.py").read_text(encoding="utf-8")
    return next(n.value for n in ast.parse(source).body if isinstance(n, ast.Assign) and n.targets[0].id == name)


def counted() -> str:
    """The table of kinds of bad input by family and verdict, and how many kinds of file are damaged."""
    from bad_inputs.corpus import FAMILIES

    lines = ["| input | kinds | refused | taken with a warning | taken as meant |", "|---|---|---|---|---|"]
    whole: Counter[str] = Counter()
    for name, family in FAMILIES.items():
        verdicts = Counter(kind.verdict for kind in family)
        whole += verdicts
        lines.append(_row(WORDS[name], verdicts))
    lines.append(_row("**all**", whole))
    files = len(ast.literal_eval(_constant("MADE")))
    lines += ["", f"Of the files a study makes, {files} kinds are cut, and the same {files} lost, one at a time."]
    return "\n".join(lines) + "\n"


def _row(name: str, verdicts: Counter[str]) -> str:
    numbers = [verdicts.total(), *(verdicts[verdict] for verdict in ("refused", "warned", "accepted"))]
    return f"| {name} | {' | '.join(map(str, numbers))} |"


def parts() -> tuple[str, str, str]:
    """The page before its counts, the counts, and what follows."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    counts, _, after = rest.partition(END)
    return before, counts, after


if __name__ == "__main__":
    before, _, after = parts()
    PAGE.write_text(before + BEGIN + counted() + END + after, encoding="utf-8")
