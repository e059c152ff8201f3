"""Let nnU-Net predict one case in its own grid."""

import json
import os
import time
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    import torch

    from segstudy.device import choose_device
    from segstudy.files import write_text
    from segstudy.nifti import write_volume
    from segstudy.nnunet.environment import nnunet_environment

    device = choose_device()
    os.environ |= nnunet_environment(processes=snakemake.threads, on_gpu=device.type == "cuda")
    torch.set_num_threads(snakemake.threads)

    from segstudy.nnunet.network import read_network
    from segstudy.nnunet.predict import predict_case

    networks = [read_network(Path(weights).parent) for weights in snakemake.input.weights]
    started = time.monotonic()
    write_volume(snakemake.output.labels, predict_case(networks, snakemake.input.scan, device))
    cost = {"seconds": round(time.monotonic() - started, 3), "device": device.type}
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
