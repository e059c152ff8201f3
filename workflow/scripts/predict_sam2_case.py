"""Let SAM 2 predict one case in its own grid, prompted by another arm's prediction."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import torch

    from segstudy.running.cost import timed
    from segstudy.running.device import choose_device
    from segstudy.sam2.predict import predict_labels, ready_network
    from segstudy.sam2.spec import Sam2Spec
    from segstudy.volumes.nifti import read_image, read_labels, write_volume

    spec = Sam2Spec.from_plain(snakemake.params.spec)
    torch.set_num_threads(snakemake.threads)
    device = choose_device()
    network = ready_network(spec.settings)
    with timed(snakemake.output.cost, device.type):
        scan, source = read_image(snakemake.input.scan), read_labels(snakemake.input.source)
        labels = predict_labels(network, spec.settings, scan, source, list(spec.organs.values()), device)
        write_volume(snakemake.output.labels, scan.with_array(labels))
