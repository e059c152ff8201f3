"""Nothing that comes with the data is executed, shown as markup, or handed to a shell."""

import ast
import csv
import importlib.metadata
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import yaml
from bad_inputs.files_of_a_case import sound_case

from segstudy.cases.inspection import inspect_case
from segstudy.models.build import build_model
from segstudy.models.load import load_network
from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError
from segstudy.training.write import write_trained
from segstudy.volumes.nifti import read_image, write_volume

ROOT = Path(__file__).parents[2]
CODE = sorted(path for folder in ("src", "workflow", "rules", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
RULES = [ROOT / "Snakefile", *sorted((ROOT / "rules").glob("*.smk"))]
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
CALLS = {
    "eval": "executes text",
    "exec": "executes text",
    "compile": "executes text",
    "__import__": "imports by a name from elsewhere",
    "os.system": "a shell",
    "os.popen": "a shell",
    "torch.load": "pickles",
    "torch.save": "pickles",
    "torch.hub.load": "code from the network",
    "pd.read_pickle": "pickles",
    "pandas.read_pickle": "pickles",
    "yaml.load": "executes tags",
    "yaml.unsafe_load": "executes tags",
    "yaml.full_load": "executes tags",
    "subprocess.getoutput": "a shell",
    "shutil.unpack_archive": "unpacks outside its folder",
}


def dangers(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name.partition(".")[0] for alias in node.names]
            yield from (f"import {name}" for name in names if name in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            yield f"from {node.module}"
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in CALLS:
                yield f"{name}: {CALLS[name]}"
            keywords = {word.arg: ast.unparse(word.value) for word in node.keywords}
            if keywords.get("shell", "False") != "False":
                yield f"{name}: a shell"
            if keywords.get("allow_pickle", "False") != "False":
                yield f"{name}: pickles"
            if name.endswith(".extractall") and keywords.get("filter") != "'data'":
                yield f"{name}: unpacks outside its folder"


@pytest.mark.parametrize(
    "text",
    ["import pickle", "from joblib import load", "eval(x)", "run(x, shell=True)", "np.load(x, allow_pickle=True)",
     "torch.load(x)", "yaml.load(x, Loader)", "archive.extractall(x)"],
)  # fmt: skip
def test_the_search_finds_what_it_looks_for(text):
    assert list(dangers(ast.parse(text)))


def test_no_code_loads_pickles_or_executes_text():
    assert len(CODE) > 150
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in CODE
        for what in dangers(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_no_rule_hands_a_file_name_to_a_shell_unquoted():
    for path in RULES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(eval|exec)\(|os\.system|shell=True", text), path.name
        for command in re.findall(r"shell:\s*\n?\s*(\"\"\".*?\"\"\"|\".*?\")", text, re.DOTALL):
            assert all(name.endswith(":q") for name in re.findall(r"{(.*?)}", command)), command


class Poison:
    """Unpickled, it would make a file."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return Path.touch, (Path(self.path),)


def test_a_pickle_where_weights_belong_is_refused_and_not_executed(tmp_path):
    owned = tmp_path / "owned"
    pickle.loads(pickle.dumps(Poison(owned)))
    assert owned.exists(), "the poison works"
    owned.unlink()
    network = build_model(MODELS["enet"], 1, 2)
    told = {"model": "enet", "in_channels": 1, "classes": 2, "arguments": {}, "organs": {"heart": 1}}
    write_trained(tmp_path, network.state_dict(), told, [])
    load_network(tmp_path, MODELS["enet"])
    (tmp_path / "weights.safetensors").write_bytes(pickle.dumps(Poison(owned)))
    with pytest.raises(StudyError, match="train it again"):
        load_network(tmp_path, MODELS["enet"])
    (tmp_path / "model.yaml").write_text(f"model: !!python/object/apply:os.system ['touch {owned}']\n")
    with pytest.raises(StudyError, match="train it again"):
        load_network(tmp_path, MODELS["enet"])
    assert not owned.exists()


SECRETS = ("JANE DOE", "1961-02-03", "<script>", "St. Elsewhere")


def test_free_text_of_a_file_reaches_neither_inspection_nor_results(tmp_path):
    folder = tmp_path / "P1"
    folder.mkdir()
    image, label = sound_case(folder)
    for path in (image, label):
        loaded = nib.load(path)
        told = nib.Nifti1Image(np.asanyarray(loaded.dataobj), loaded.affine)
        told.header["descrip"] = b"JANE DOE <script>alert(1)</script>"
        told.header["aux_file"] = b"JANE DOE 1961-02-03"
        told.header["db_name"] = b"St. Elsewhere"
        told.header["intent_name"] = b"JANE DOE"
        told.header.extensions.append(nib.nifti1.Nifti1Extension("dicom", nib_dicom()))
        nib.save(told, path)
    found = inspect_case("P1", "P1", str(image), str(label), {"esophagus": 1, "heart": 2})
    assert found.errors == []
    assert not any(secret in found.to_json() for secret in SECRETS)
    write_volume(tmp_path / "out.nii", read_image(image))
    written = (tmp_path / "out.nii").read_bytes()
    assert not any(secret.encode() in written for secret in SECRETS)


def nib_dicom() -> bytes:
    """A DICOM extension as converters leave it: a patient's name in explicit little endian."""
    name = b"JANE DOE"
    return b"\x10\x00\x10\x00PN" + len(name).to_bytes(2, "little") + name


def test_installed_packages_are_those_that_are_pinned():
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    names = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pinned.items()}
    required = [
        re.match(r"[\w.-]+", text)[0] for text in importlib.metadata.requires("segstudy") if "extra ==" not in text
    ]
    missing = [name for name in required if re.sub(r"[-_.]+", "-", name).lower() not in {*names, "torch"}]
    assert missing == []


@pytest.mark.slow
def test_no_installed_package_has_a_known_weakness(tmp_path):
    """Asks the public list of known weaknesses; skips where that, or the tool, cannot be reached."""
    audit = shutil.which("pip-audit") or shutil.which("pip-audit", path=str(Path(sys.executable).parent))
    if not audit:
        pytest.skip("pip-audit is not installed")
    asked, said = [], []
    for service in ("pypi", "osv"):
        command = [audit, "--vulnerability-service", service, "--requirement", str(ROOT / "constraints.txt")]
        done = subprocess.run(
            [*command, "--no-deps", "--disable-pip", "--format", "json"], capture_output=True, text=True, timeout=300
        )
        if '"dependencies"' not in done.stdout:
            said.append(f"{service}: {(done.stderr.strip().splitlines() or ['nothing was said'])[-1][-200:]}")
            continue
        listed = yaml.safe_load(done.stdout)["dependencies"]
        asked += [package for package in listed if "skip_reason" not in package]
        said.append(f"{service}: knows {sum('skip_reason' not in each for each in listed)} of {len(listed)} packages")
    weak = {package["name"]: [v["id"] for v in package["vulns"]] for package in asked if package.get("vulns")}
    assert weak == {}
    pinned = sum("==" in line for line in (ROOT / "constraints.txt").read_text().splitlines())
    if len({package["name"] for package in asked}) < pinned:
        pytest.skip(f"pip-audit could not ask after all {pinned} packages ({'; '.join(said)})")


def test_hostile_text_in_tables_stays_text(tmp_path):
    from segstudy.cases.cohort import CaseRow
    from segstudy.cases.table import write_cases

    row = CaseRow("P1", "P1", "a,b\n.nii.gz", 'c".nii.gz', "", "", "", "", "", "bad", "=cmd|'/c calc'!A0\n<script>")
    write_cases(tmp_path / "cases.csv", [row])
    with (tmp_path / "cases.csv").open(newline="") as lines:
        (read,) = csv.DictReader(lines)
    assert read["image"] == row.image and read["label"] == row.label and read["reason"] == row.reason
