import subprocess
import sys

CODE = """
import sys, time
import torch
from segstudy.models.registry import build_model
started = time.process_time()
for name, patch in (("unet3d", (16, 16, 16)), ("attention_unet", None)):
    build_model(name, 1, 3, patch)
print(time.process_time() - started)
from segstudy.models.monai_networks import UNUSED
assert not set(UNUSED) & set(sys.modules), set(UNUSED) & set(sys.modules)
import matplotlib, pandas  # what was hidden is there again
from monai.networks.nets import UNet
"""
WHOLE = """
import sys, time
import torch
started = time.process_time()
import monai.networks.nets
print(time.process_time() - started)
import segstudy.models.monai_networks as ours
assert ours.networks() is monai.networks.nets
assert "pandas" in sys.modules
"""


def seconds(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def test_networks_of_monai_come_without_what_monai_brings_along():
    light, whole = seconds(CODE), seconds(WHOLE)
    assert light < 0.75 * whole
