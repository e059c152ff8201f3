import subprocess
import sys

FIRST = """
import sys
import torch
from segstudy.models.monai_networks import UNUSED, networks
networks()
assert not set(UNUSED) & set(sys.modules), set(UNUSED) & set(sys.modules)
import matplotlib, pandas  # what was hidden is there again
from monai.networks.nets import UNet
"""
AFTER = """
import sys
import monai.networks.nets
import segstudy.models.monai_networks as ours
assert ours.networks() is monai.networks.nets
assert "pandas" in sys.modules
"""


def test_networks_of_monai_come_without_what_monai_brings_along():
    for code in (FIRST, AFTER):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
