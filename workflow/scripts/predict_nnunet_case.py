"""Let nnU-Net predict one case in its own grid."""

import os
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import torch

    from segstudy.nnunet.environment import nnunet_environment
    from segstudy.running.cost import timed
    from segstudy.running.device import choose_device
    from segstudy.volumes.nifti import write_volume

    device = choose_device()
    os.environ |= nnunet_environment(processes=snakemake.threads, on_gpu=device.type == "cuda")
    torch.set_num_threads(snakemake.threads)

    from segstudy.models.identity import refuse_what_it_learned_from
    from segstudy.nnunet.network import read_network
    from segstudy.nnunet.predict import predict_case

    networks = [read_network(Path(weights).parent) for weights in snakemake.input.weights]
    refuse_what_it_learned_from(snakemake.wildcards.case, [network.model for network in networks])
    with timed(snakemake.output.cost, device.type):
        write_volume(snakemake.output.labels, predict_case(networks, snakemake.input.scan, device))
