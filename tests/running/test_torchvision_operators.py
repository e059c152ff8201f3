import subprocess
import sys


def test_torchvision_loads_with_whatever_torch_there_is():
    code = (
        "from segstudy.running.torchvision_operators import loadable_torchvision; loadable_torchvision();"
        "import torchvision, timm; print(torchvision.__version__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
