import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("covered.py")


def report(**percents):
    return {"files": {f"src/{name}.py": {"summary": {"percent_covered": share}} for name, share in percents.items()}}


def check(path, **percents):
    path.write_text(json.dumps(report(**percents)), encoding="utf-8")
    return subprocess.run([sys.executable, SCRIPT, path, "80"], text=True, capture_output=True, cwd=path.parent)


def test_all_covered_is_no_error(tmp_path):
    done = check(tmp_path / "coverage.json", good=80.0, whole=100.0)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_covered_too_little_is_named_lowest_first(tmp_path):
    done = check(tmp_path / "coverage.json", good=90.0, bad=79.9, worse=10.0)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Fewer than 80 % of the lines ran:",
        "src/worse.py: 10.0 %",
        "src/bad.py: 79.9 %",
    ]


def test_a_module_that_nothing_imports_counts_as_not_run(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/__init__.py").write_text('"""A package."""\n')
    (tmp_path / "src/lost.py").write_text('"""Lost."""\n\nVALUE = 1\n')
    done = check(tmp_path / "coverage.json", good=90.0)
    assert done.stderr.splitlines() == ["Fewer than 80 % of the lines ran:", "src/lost.py: 0.0 %"]


def test_what_only_a_gpu_runs_is_not_asked_for(tmp_path):
    done = check(tmp_path / "coverage.json", **{"segstudy/training/graphed": 30.0})
    assert (done.returncode, done.stderr) == (0, "")
