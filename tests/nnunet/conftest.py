import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.nnunet.spec import NnunetFoldSpec
from segstudy.phantom.cohort import make_case
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

ORGANS = {"esophagus": 5, "heart": 2, "trachea": 3, "aorta": 9}
TINY = {
    "trainer": "nnUNetTrainerNoMirroring",
    "epochs": 2,
    "iterations": 1,
    "validation_iterations": 1,
    "patch": [16, 16, 16],
    "batch": 2,
    "workers": 0,
}


def pytest_collection_modifyitems(items):
    if importlib.util.find_spec("nnunetv2") is None:
        here = Path(__file__).parent
        for item in items:
            if here in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="nnU-Net (the extra `nnunet`) is missing"))


@dataclass
class Fold:
    """A prepared fold: two cases train, one validates, one is held out."""

    root: Path
    settings: NnunetSettings
    manifest: dict

    organs = ORGANS

    def image(self, case):
        return self.root / f"{case}.nii.gz"

    def run(self, code, **environment):
        """Run Python code as a job of its own does, with nnU-Net's environment."""
        done = self.start(code, **environment)
        output, _ = done.communicate(timeout=300)
        assert done.returncode == 0, output
        return output

    def start(self, code, **environment):
        folders = {"nnUNet_preprocessed": str(self.root / "preprocessed"), "nnUNet_def_n_proc": "1"}
        told = {"nnUNet_n_proc_DA": "0", "nnUNet_compile": "f", "OMP_NUM_THREADS": "1", **folders, **environment}
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=self.root,
            env={**os.environ, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture(scope="session")
def nnunet_fold(tmp_path_factory):
    from segstudy.nnunet.prepare import prepare_fold

    root = tmp_path_factory.mktemp("nnunet")
    phantom, mapping, cases = PhantomSettings(patients=4, shape=(32, 32, 16), displaced=False), {0: 0}, []
    mapping |= dict(zip((1, 2, 3, 4), ORGANS.values(), strict=True))
    for index in range(1, 5):
        made = make_case(phantom, 7, f"Patient_{index:02}")
        label = made.label.array.copy()
        for old, new in mapping.items():
            label[made.label.array == old] = new
        volumes = {"": made.image, "_label": made.label.with_array(label)}
        for ending, volume in volumes.items():
            if index == 4:  # the held-out scan is stored in another orientation
                affine = volume.affine.copy()
                affine[:3, 3] += affine[:3, 0] * (volume.array.shape[0] - 1)
                affine[:3, 0] *= -1
                volume = Volume(volume.array[::-1].copy(), affine)
            write_volume(root / f"Patient_{index:02}{ending}.nii.gz", volume)
        cases.append(f"Patient_{index:02}")
    settings = NnunetSettings(**TINY)
    spec = NnunetFoldSpec(
        settings, ORGANS, tuple(cases[:2]), tuple(cases[2:3]), {case: tuple(ORGANS) for case in cases[:3]}
    )
    images, labels = ([root / f"{case}{ending}.nii.gz" for case in cases[:3]] for ending in ("", "_label"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("nnUNet_raw", str(root / "raw"))
        patch.setenv("nnUNet_preprocessed", str(root / "preprocessed"))
        folders = root / "raw", root / "preprocessed"
        manifest = prepare_fold(spec, images, labels, folders, 1)
    (root / "manifest.json").write_text(json.dumps(manifest))
    return Fold(root, settings, manifest)
