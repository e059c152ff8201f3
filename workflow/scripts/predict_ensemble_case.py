"""Predict one case in its own grid by the mean of several arms' probabilities."""

import json
import os
import time

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    import torch

    from segstudy.device import choose_device
    from segstudy.files import write_text
    from segstudy.nifti import read_header, write_volume
    from segstudy.nnunet.environment import nnunet_environment
    from segstudy.prediction.ensemble import in_own_grid, mean_labels
    from segstudy.prediction.members import read_member

    device, scan = choose_device(), snakemake.input.scan
    os.environ |= nnunet_environment(processes=snakemake.threads, on_gpu=device.type == "cuda")

    def member(told):
        if not told["nnunet"]:
            return read_member(told, device)
        from segstudy.nnunet.network import read_network
        from segstudy.nnunet.predict import predict_probabilities

        torch.set_num_threads(snakemake.threads)
        return in_own_grid(predict_probabilities([read_network(folder) for folder in told["networks"]], scan, device))

    started = time.monotonic()
    labels = mean_labels([member(told) for told in snakemake.params.members], list(snakemake.params.organs.values()))
    write_volume(snakemake.output.labels, read_header(scan).with_array(labels))
    cost = {"seconds": round(time.monotonic() - started, 3), "device": device.type}
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
