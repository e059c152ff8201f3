"""Let SAM 2 predict one case in its own grid, prompted by another arm's prediction."""

import json
import time

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    import torch

    from segstudy.device import choose_device
    from segstudy.files import write_text
    from segstudy.nifti import read_image, read_labels, write_volume
    from segstudy.sam2.predict import predict_labels, ready_network

    told = snakemake.params.told
    torch.set_num_threads(snakemake.threads)
    device = choose_device()
    chosen = told["model"], told["settings"]
    network = ready_network(*chosen)
    started = time.monotonic()
    scan, source = read_image(snakemake.input.scan), read_labels(snakemake.input.source)
    labels = predict_labels(network, *chosen, scan, source, list(told["organs"].values()), device)
    write_volume(snakemake.output.labels, scan.with_array(labels))
    cost = {"seconds": round(time.monotonic() - started, 3), "device": device.type}
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
