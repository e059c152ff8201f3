"""Let nnU-Net plan and preprocess one fold."""

import json
import os
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

# nnU-Net's worker processes import this file again
if __name__ == "__main__":
    with logged(snakemake.log[0]):
        from segstudy.nnunet.environment import nnunet_environment
        from segstudy.nnunet.spec import NnunetFoldSpec
        from segstudy.running.files import write_text

        spec, folder = NnunetFoldSpec.from_plain(snakemake.params.spec), Path(snakemake.output.manifest).parent
        folders = folder / "raw", Path(snakemake.output.data)
        os.environ |= nnunet_environment(raw=folders[0], preprocessed=folders[1], processes=snakemake.threads)

        from segstudy.nnunet.prepare import prepare_fold

        manifest = prepare_fold(spec, snakemake.input.images, snakemake.input.labels, folders, snakemake.threads)
        write_text(snakemake.output.manifest, json.dumps(manifest, indent=1) + "\n")
