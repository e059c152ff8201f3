"""Label one case with a teacher, and say how unsure it is of each organ."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import torch

    from segstudy.prediction.networks import load_networks
    from segstudy.prediction.prepared import read_prepared
    from segstudy.running.device import choose_device
    from segstudy.running.files import write_text
    from segstudy.uncertainty.organs import organ_uncertainty
    from segstudy.uncertainty.passes import predict_moments
    from segstudy.uncertainty.spec import UncertaintySpec
    from segstudy.volumes.label_map import label_map
    from segstudy.volumes.nifti import read_header, write_volume

    spec, device = UncertaintySpec.from_plain(snakemake.params.spec), choose_device()
    torch.set_num_threads(spec.threads)
    trained = load_networks([Path(snakemake.input.weights).parent], spec.builder, device)
    slices, grid = read_prepared(snakemake.input.image.removesuffix(".image.b2nd"))
    window = trained.window(spec.inference)
    moments = predict_moments(trained.networks, slices, spec.batch, device, window, spec.passes, spec.seed)
    labels = label_map(grid.restore_classes(moments.mean), trained.organ_labels)
    write_volume(snakemake.output.labels, read_header(snakemake.input.scan).with_array(labels))
    unsure = dict(zip(snakemake.params.organs, organ_uncertainty(moments, snakemake.params.by), strict=True))
    write_text(snakemake.output.unsure, json.dumps(unsure) + "\n")
