"""Fit one network on one fold."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0], show_as="{training} fold {fold}".format(**snakemake.wildcards)):
    from segstudy.running.files import write_text
    from segstudy.training.fold import train_fold
    from segstudy.training.pseudo_labels import with_pseudo_labels
    from segstudy.training.search_answer import with_answer
    from segstudy.training.selected import with_selected
    from segstudy.training.spec import TrainingSpec

    answer = next(iter(snakemake.input.tuned), None)
    spec = with_answer(TrainingSpec.from_plain(snakemake.params.spec), answer)
    stems = [path.removesuffix(".image.b2nd") for path in snakemake.input.images]
    state, folder = Path(snakemake.params.state), Path(snakemake.output.weights).parent
    start = next(iter(snakemake.input.start), None)
    labels: dict[str, str] = {}
    if selected := snakemake.input.selected:
        spec, stems = with_selected(spec, stems, selected[0])
    if kept := snakemake.input.kept:
        spec, stems, labels = with_pseudo_labels(spec, stems, kept[0], snakemake.input.taught)
    sharing = snakemake.resources.trainings_per_gpu
    cost = train_fold(spec, stems, state, snakemake.params.code, folder, start, labels, sharing)
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")
