"""The tests for a GPU import no more than PyTorch, NumPy and the listed wheels; this needs no GPU."""

import os
import subprocess
import sys
from pathlib import Path

from segstudy.models.registry import MODELS, package_of

LISTED = [line for line in (Path(__file__).with_name("wheels.txt")).read_text().splitlines() if line[0] != "#"]
IMPORTED_AS = {"pyyaml": "yaml"}
# PyTorch, NumPy, and what PyTorch comes with.
WITH_PYTORCH = ["torch", "torchgen", "functorch", "numpy", "sympy", "mpmath", "networkx", "jinja2", "markupsafe"]
WITH_PYTORCH += ["filelock", "fsspec", "typing_extensions", "triton", "setuptools", "_distutils_hack"]
# Networks whose tests ask for more, and are skipped without it.
MORE = ["hourglass", "center_regression", *(name for name in MODELS if package_of(name))]

IMPORT = """
import sys
from importlib import import_module
from importlib.machinery import PathFinder

class Bare:
    def find_spec(self, name, path=None, target=None):
        found = PathFinder.find_spec(name, path)
        if path is None and found and "site-packages" in str(found.origin or found.submodule_search_locations):
            if name not in allowed and not name.startswith("__editable__"):
                raise ModuleNotFoundError(f"No module named {name!r} beside PyTorch", name=name)
        return None

allowed, modules = (argument.split(",") for argument in sys.argv[1:])
sys.meta_path.insert(0, Bare())
for module in modules:
    import_module(module)
"""


def test_no_more_is_imported_than_the_list_has():
    allowed = [*WITH_PYTORCH, "segstudy", *(IMPORTED_AS.get(name, name.replace("-", "_")) for name in LISTED)]
    modules = ["segstudy.training.fold", "segstudy.prediction.predict", "segstudy.training.determinism"]
    modules += [builder.partition(":")[0] for name, builder in MODELS.items() if name not in MORE]
    modules += ["monai.networks.nets"]
    command = [sys.executable, "-c", IMPORT, ",".join(allowed), ",".join(modules)]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
