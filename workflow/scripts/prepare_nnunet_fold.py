"""Let nnU-Net plan and preprocess one fold."""

import json
import os
from pathlib import Path

from segstudy.adapter import logged

# nnU-Net's worker processes import this file again
if __name__ == "__main__":
    with logged(snakemake.log[0]):
        from segstudy.files import write_text
        from segstudy.nnunet.environment import nnunet_environment

        told, folder = snakemake.params.told, Path(snakemake.output.manifest).parent
        folders = folder / "raw", Path(snakemake.output.data)
        os.environ |= nnunet_environment(raw=folders[0], preprocessed=folders[1], processes=snakemake.threads)

        from segstudy.nnunet.dataset import LabelledCase
        from segstudy.nnunet.prepare import prepare_fold

        files = zip(snakemake.input.images, snakemake.input.labels, strict=True)
        names = [*told["training"], *told["validation"]]
        cases = [
            LabelledCase(name, Path(image), Path(label), tuple(told["annotated"][name]))
            for name, (image, label) in zip(names, files, strict=True)
        ]
        count = len(told["training"])
        parts = cases[:count], cases[count:]
        manifest = prepare_fold(told["settings"], told["organs"], *parts, folders, snakemake.threads)
        write_text(snakemake.output.manifest, json.dumps(manifest, indent=1) + "\n")
