"""Let nnU-Net train on one fold."""

import json
import os
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0], show_as="{training} fold {fold}".format(**snakemake.wildcards)):
    import torch

    from segstudy.nnunet.environment import nnunet_environment
    from segstudy.nnunet.training_spec import NnunetTrainingSpec
    from segstudy.running.device import choose_device
    from segstudy.running.files import write_text

    device, params = choose_device(), snakemake.params
    spec = NnunetTrainingSpec.from_plain(params.spec)
    workers = min(spec.settings.workers, snakemake.threads)
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
    start = next(iter(snakemake.input.start), None)
    cost = train_fold(spec, *folders, params.code, Path(snakemake.output.weights).parent, device, start)
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
