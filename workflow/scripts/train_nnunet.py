"""Let nnU-Net train on one fold."""

import json
import os
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0], show_as="{training} fold {fold}".format(**snakemake.wildcards)):
    import torch

    from segstudy.device import choose_device
    from segstudy.files import write_text
    from segstudy.nnunet.environment import nnunet_environment

    device, params = choose_device(), snakemake.params
    workers = min(params.training["settings"]["workers"], snakemake.threads)
    os.environ |= nnunet_environment(
        preprocessed=Path(params.prepared) / "preprocessed",
        results=params.state,
        augmenting=workers,
        on_gpu=device.type == "cuda",
    )
    torch.set_num_threads(1 if device.type == "cuda" else snakemake.threads)

    from segstudy.nnunet.train import train_fold
    from segstudy.nnunet.workers import end_workers_with_this_process

    end_workers_with_this_process()
    folders = Path(params.prepared), Path(params.state)
    cost = train_fold(params.training, *folders, params.code, Path(snakemake.output.weights).parent, device)
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
