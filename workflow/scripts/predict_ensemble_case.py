"""Predict one case in its own grid by the mean of several arms' probabilities."""

import os

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import torch

    from segstudy.nnunet.environment import nnunet_environment
    from segstudy.prediction.ensemble import Member, in_own_grid, mean_labels
    from segstudy.prediction.members import read_member
    from segstudy.prediction.spec import EnsembleSpec, MemberSpec
    from segstudy.running.cost import timed
    from segstudy.running.device import choose_device
    from segstudy.volumes.nifti import read_header, write_volume

    device, scan, spec = choose_device(), snakemake.input.scan, EnsembleSpec.from_plain(snakemake.params.spec)
    os.environ |= nnunet_environment(processes=snakemake.threads, on_gpu=device.type == "cuda")

    def member(each: MemberSpec) -> Member:
        if each.prediction and each.prepared:
            return read_member(each.prediction, each.networks, each.prepared, device)
        from segstudy.nnunet.network import read_network
        from segstudy.nnunet.predict import predict_probabilities

        torch.set_num_threads(snakemake.threads)
        return in_own_grid(predict_probabilities([read_network(folder) for folder in each.networks], scan, device))

    with timed(snakemake.output.cost, device.type):
        labels = mean_labels([member(each) for each in spec.members], list(spec.organs.values()))
        write_volume(snakemake.output.labels, read_header(scan).with_array(labels))
