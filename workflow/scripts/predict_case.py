"""Predict one case in its own grid."""

import json
import time
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    import torch

    from segstudy.cache import CachedSlices
    from segstudy.config.inference import InferenceSettings
    from segstudy.device import choose_device
    from segstudy.files import write_text
    from segstudy.grids.network_grid import NetworkGrid
    from segstudy.models.load import load_network
    from segstudy.nifti import read_header, read_labels, write_volume
    from segstudy.prediction.predict import predict_labels
    from segstudy.prediction.represented import applied_representation, predict_represented_labels
    from segstudy.windows.window import window_of

    applied = snakemake.params.applied
    torch.set_num_threads(applied["threads"])
    device = choose_device()
    loaded = [load_network(Path(weights).parent) for weights in snakemake.input.weights]
    started = time.monotonic()
    slices = CachedSlices(snakemake.input.image.removesuffix(".image.b2nd"))
    grid = NetworkGrid.from_json(json.loads(Path(snakemake.input.grid).read_text()))
    networks, models = zip(*loaded, strict=True)
    inference = InferenceSettings(**applied["inference"]) if applied["inference"] else None
    seen = (list(models[0]["organs"].values()), applied["batch"], device)
    if applied.get("representation"):
        source, told = read_labels(snakemake.input.source).array, applied_representation(models)
        labels = predict_represented_labels(networks, slices, grid, source, told, *seen)
    else:
        labels = predict_labels(networks, slices, grid, *seen, window=window_of(models[0], inference))
    write_volume(snakemake.output.labels, read_header(snakemake.input.scan).with_array(labels))
    cost = {"seconds": round(time.monotonic() - started, 3), "device": device.type}
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
