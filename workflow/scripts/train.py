"""Fit one network on one fold."""

import json
import resource
import time
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0], show_as="{training} fold {fold}".format(**snakemake.wildcards)):
    from segstudy.cache import CachedSlices
    from segstudy.config.training import TrainingSettings
    from segstudy.device import choose_device
    from segstudy.files import write_text
    from segstudy.training.initialization import new_network
    from segstudy.training.labelled import LabelledSlices, annotated_mask
    from segstudy.training.lock import own_state
    from segstudy.training.loop import fit
    from segstudy.training.state import training_stamp
    from segstudy.training.write import write_trained

    started = time.monotonic()
    told = snakemake.params.training
    owned = own_state(Path(snakemake.params.state))  # until this process ends
    settings, organs = TrainingSettings(**told["settings"]), list(told["organs"])
    parts = {"training": [], "validation": []}
    for path in snakemake.input.images:
        stem = path.removesuffix(".image.b2nd")
        case = Path(stem).name
        part = "training" if case in told["training"] else "validation"
        parts[part].append(LabelledSlices(CachedSlices(stem), annotated_mask(organs, told["annotated"][case])))

    device = choose_device()
    model = {
        "model": told["model"],
        "in_channels": 1,
        "classes": len(organs) + 1,
        "arguments": told["arguments"],
        "organs": told["organs"],
        "preparation": told["preparation"],
        "settings": told["settings"],
        "seed": told["seed"],
        "training_cases": told["training"],
        "validation_cases": told["validation"],
    }
    network = new_network(
        model["model"], 1, model["classes"], model["arguments"], settings.initialization, told["seed"]
    )
    caches = [case.slices for part in parts.values() for case in part]
    stamp = training_stamp({**told, "code": snakemake.params.code}, caches)
    fitted = fit(
        network,
        parts["training"],
        parts["validation"],
        organs,
        settings,
        told["seed"],
        Path(snakemake.params.state),
        stamp,
        device,
    )
    write_trained(Path(snakemake.output.weights).parent, fitted.weights, model, fitted.history)
    cost = {
        "seconds": round(time.monotonic() - started, 3),
        "max_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "device": device.type,
        "epochs": len(fitted.history),
        "best_epoch": fitted.best_epoch,
        "parameters": sum(weight.numel() for weight in network.parameters()),
    }
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
