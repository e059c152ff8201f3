"""Predict one case several times, and write how far the predictions differ."""

import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]) as log:
    import torch

    from segstudy.cache import CachedSlices
    from segstudy.config.inference import InferenceSettings
    from segstudy.device import choose_device
    from segstudy.grids.network_grid import NetworkGrid
    from segstudy.models.load import load_network
    from segstudy.nifti import read_header, write_volume
    from segstudy.prediction.label_map import label_map
    from segstudy.uncertainty.maps import uncertainty_maps
    from segstudy.uncertainty.passes import predict_moments
    from segstudy.windows.window import window_of

    applied = snakemake.params.applied
    torch.set_num_threads(applied["threads"])
    device = choose_device()
    loaded = [load_network(Path(weights).parent) for weights in snakemake.input.weights]
    slices = CachedSlices(snakemake.input.image.removesuffix(".image.b2nd"))
    grid = NetworkGrid.from_json(json.loads(Path(snakemake.input.grid).read_text()))
    scan = read_header(snakemake.input.scan)
    networks = [network.to(device) for network, _ in loaded]
    window = window_of(loaded[0][1], InferenceSettings(**applied["inference"]) if applied["inference"] else None)
    told = (applied["batch"], device, window, applied["passes"], applied["seed"])
    moments = predict_moments(networks, slices, *told, progress=lambda done: log.info("%d passes done", done))
    labels = label_map(grid.restore_classes(moments.mean), list(loaded[0][1]["organs"].values()))
    write_volume(snakemake.output.labels, scan.with_array(labels))
    for name, values in uncertainty_maps(moments, grid):
        write_volume(snakemake.output[name], scan.with_array(values))
