"""Many bad cases at once: all are named, nothing is started, and without them the numbers are what they were.

The second run differs from the undisturbed one in all that must not matter: order and number of jobs, threads outside
training, hash seed, language, time zone, folder.
"""

import shutil

import pytest
import yaml
from bad_inputs.corpus import CASES

pytestmark = pytest.mark.workflow

CHOSEN = [
    "header-dimensions_no_memory_holds",
    "header-wrong_magic",
    "header-no_spacing",
    "header-affine_not_a_number",
    "header-sheared_affine",
    "header-four_dimensions",
    "header-colors",
    "voxels-cut_at_0.5",
    "voxels-raw_values",
    "voxels-some_voxels_no_number",
    "voxels-normalized_to_1",
    "labels-interpolated",
    "labels-an_integer_nobody_named",
    "labels-shifted_by_half_a_voxel",
    "labels-mirrored_header",
    "path-nothing",
    "path-folder",
    "path-pipe_nobody_writes_to",
    "path-unix_socket",
    "path-endless_device",
    "path-link_to_itself",
    "path-label_that_is_a_link_to_nothing",
]
ELSEWHERE = {
    "PYTHONHASHSEED": "4242",
    "OMP_NUM_THREADS": "3",
    "MKL_NUM_THREADS": "3",
    "OPENBLAS_NUM_THREADS": "3",
    "NUMEXPR_NUM_THREADS": "3",
    "BLOSC_NTHREADS": "3",
    "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS": "3",
    "TZ": "Asia/Kathmandu",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
}


def test_bad_cases_start_nothing_and_change_no_number_of_the_others(finished_study, new_study, monkeypatch):
    root = new_study.folder / "scans"
    shutil.copytree(finished_study.results / "phantom", root)
    bad = {}
    for number, kind in enumerate([kind for kind in CASES if str(kind) in CHOSEN]):
        name = f"Bad_{number:02d}"
        shutil.copytree(root / "Patient_01", root / name)
        image = (root / name / "Patient_01.nii.gz").rename(root / name / f"{name}.nii.gz")
        kind.make(image, root / name / "GT.nii.gz")
        bad[name] = kind
    assert len(bad) == len(CHOSEN)
    new_study.config["data"] |= {"layout": "segthor", "root": "scans"}
    del new_study.config["data"]["phantom"]

    done = new_study.run()
    assert done.code != 0
    assert "Traceback" not in done.text
    errors = (new_study.results / "cases" / "validation_errors.txt").read_text()
    assert errors in done.text
    for name, kind in bad.items():
        told = errors[errors.index(f"\n{name}\n") :].removeprefix("\n").split("\n\n")[0]
        assert all(words in told for words in kind.words), told
    made = {path.name for path in new_study.results.iterdir()}
    assert made <= {
        "arms.json",
        "cases",
        "case_warnings.csv",
        "cases.csv",
        "folds.csv",
        "logs",
        "benchmarks",
        "stages",
        "seals",
        "study.json",
    }

    block = yaml.safe_load(errors[errors.index("\n  exclude:") :])
    assert block["exclude"].keys() == bad.keys()
    new_study.config["data"] |= block
    for name, value in ELSEWHERE.items():
        monkeypatch.setenv(name, value)
    folds = str((new_study.results / "folds.csv").relative_to(new_study.folder))
    done = new_study.run(new_study.numbers(), folds, "--cores", "1", "--scheduler", "greedy")
    assert done.code == 0, done.text
    for name in ("metrics.csv", "statistics.csv", "folds.csv"):
        assert (new_study.results / name).read_bytes() == (finished_study.results / name).read_bytes(), name
    for path in finished_study.results.glob("trained/*/*/weights.safetensors"):
        assert (new_study.results / path.relative_to(finished_study.results)).read_bytes() == path.read_bytes()
