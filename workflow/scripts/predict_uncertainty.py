"""Predict one case several times, and write how far the predictions differ."""

from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    import torch

    from segstudy.models.identity import refuse_what_it_learned_from
    from segstudy.prediction.networks import load_networks
    from segstudy.prediction.prepared import read_prepared
    from segstudy.running.device import choose_device
    from segstudy.uncertainty.maps import uncertainty_maps
    from segstudy.uncertainty.passes import predict_moments
    from segstudy.uncertainty.spec import UncertaintySpec
    from segstudy.volumes.label_map import label_map
    from segstudy.volumes.nifti import read_header, write_volume

    spec, device = UncertaintySpec.from_plain(snakemake.params.spec), choose_device()
    torch.set_num_threads(spec.threads)
    trained = load_networks((Path(weights).parent for weights in snakemake.input.weights), spec.builder, device)
    refuse_what_it_learned_from(snakemake.wildcards.case, trained.models)
    slices, grid = read_prepared(snakemake.input.image.removesuffix(".image.b2nd"))
    scan, window = read_header(snakemake.input.scan), trained.window(spec.inference)
    applied = (spec.batch, device, window, spec.passes, spec.seed)
    moments = predict_moments(
        trained.networks, slices, *applied, progress=lambda done: log.info("%d passes done", done)
    )
    labels = label_map(grid.restore_classes(moments.mean), trained.organ_labels)
    write_volume(snakemake.output.labels, scan.with_array(labels))
    for name, values in uncertainty_maps(moments, grid):
        write_volume(snakemake.output[name], scan.with_array(values))
