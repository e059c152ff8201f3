"""How long every network's training steps take on one core, and in how much memory: what `segstudy check` expects by.

    python benchmarks/rates.py [MODEL ...]

One process a network, so that its memory is its own: small batches, forwards and backwards, with Adam. Writes
src/segstudy/application/expected/rates.csv; networks that need what is not installed stay as they were.
"""

import csv
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/segstudy/application/expected/rates.csv"
COLUMNS = ("model", "arguments", "seconds_per_million", "bytes_per_voxel", "million_parameters")
SLICES, VOLUME = (4, 1, 128, 128), (1, 1, 64, 64, 64)
OTHERS = {
    "enet": [{"kernels": 8, "factor": 2}, {"kernels": 16, "factor": 2}, {"kernels": 32, "factor": 4}],
}
CLASSES, STEPS = 5, 2


def measure(model: str, arguments: dict[str, object]) -> dict[str, object]:
    """Seconds a million pixels or voxels of samples, bytes each, of steps in this process."""
    import torch

    from segstudy.models.build import build_model
    from segstudy.models.registry import builder_of, dimensions

    torch.set_num_threads(1)
    torch.manual_seed(0)
    shape = SLICES if dimensions(model) == 2 else VOLUME
    network = build_model(builder_of(model), 1, CLASSES, shape[2:] if len(shape) == 5 else None, **arguments)
    parameters = sum(each.numel() for each in network.parameters())
    optimizer = torch.optim.Adam(network.parameters())
    # weights, gradients and Adam's two means are there, before the first sample is
    for each in network.parameters():
        each.grad = torch.zeros_like(each)
    optimizer.step()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = []
    for _ in range(STEPS):
        begun = time.process_time()
        out = network(torch.randn(shape))
        answers = out if isinstance(out, torch.Tensor) else out[0]
        answers.float().square().mean().backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        seconds.append(time.process_time() - begun)
    voxels = shape[0] * torch.Size(shape[2:]).numel()
    rose = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return {
        "model": model,
        "arguments": json.dumps(arguments, sort_keys=True) if arguments else "",
        "seconds_per_million": f"{min(seconds) / voxels * 1e6:.3g}",
        "bytes_per_voxel": f"{rose / voxels:.3g}",
        "million_parameters": f"{parameters / 1e6:.3g}",
    }


def main() -> None:
    """Measure each network of the registry, or those that are named."""
    from segstudy.models.registry import MODELS

    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(json.dumps(measure(sys.argv[2], json.loads(sys.argv[3]))))
        return
    rows = {}
    if TABLE.exists():
        with TABLE.open(newline="") as file:
            rows = {(row["model"], row["arguments"]): row for row in csv.DictReader(file)}
    for model in sys.argv[1:] or MODELS:
        for arguments in ({}, *OTHERS.get(model, ())):
            command = [sys.executable, __file__, "--one", model, json.dumps(arguments)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.stdout.write(f"{model}: {done.stderr.strip().splitlines()[-1]}\n")
                continue
            row = json.loads(done.stdout)
            rows[row["model"], row["arguments"]] = row
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    with TABLE.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())


if __name__ == "__main__":
    main()
