"""Predict one case in its own grid."""

from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import torch

    from segstudy.models.identity import refuse_what_it_learned_from
    from segstudy.prediction.case import predict_case
    from segstudy.prediction.networks import load_networks
    from segstudy.prediction.spec import PredictionSpec
    from segstudy.running.cost import timed
    from segstudy.running.device import choose_device
    from segstudy.volumes.nifti import read_header, read_labels, write_volume

    spec, device = PredictionSpec.from_plain(snakemake.params.spec), choose_device()
    torch.set_num_threads(spec.threads)
    trained = load_networks((Path(weights).parent for weights in snakemake.input.weights), spec.builder)
    refuse_what_it_learned_from(snakemake.wildcards.case, trained.models)
    prepared, source = snakemake.input.image.removesuffix(".image.b2nd"), snakemake.input.get("source")
    with timed(snakemake.output.cost, device.type):
        labels = predict_case(spec, trained, prepared, device, read_labels(source).array if source else None)
        write_volume(snakemake.output.labels, read_header(snakemake.input.scan).with_array(labels))
