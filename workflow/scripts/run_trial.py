"""Try hyper-parameters once: draw them, fit a network with them, and tell how it went."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0], show_as="{part} trial {trial}".format(**snakemake.wildcards)):
    from segstudy.running.files import write_text
    from segstudy.tables.history import EpochRecord
    from segstudy.training.fold import fitted_fold
    from segstudy.training.spec import TrainingSpec
    from segstudy.training.state import training_stamp
    from segstudy.tuning.result import read_trial
    from segstudy.tuning.spec import SearchSpec
    from segstudy.tuning.trial import ShouldPrune, run_trial
    from segstudy.volumes.cache import CachedSlices

    spec, search = TrainingSpec.from_plain(snakemake.params.spec), SearchSpec.from_plain(snakemake.params.search)
    state, code = Path(snakemake.params.state), snakemake.params.code
    sharing = snakemake.resources.trainings_per_gpu
    stems = [path.removesuffix(".image.b2nd") for path in snakemake.input.images]
    earlier = [read_trial(path) for path in snakemake.input.earlier]
    decisive = {"spec": spec.to_plain(), "code": code, **search.decisive(earlier)}

    @contextmanager
    def fit(parameters: dict[str, Any], should_prune: ShouldPrune) -> Iterator[Sequence[EpochRecord]]:
        with fitted_fold(spec.at_point(parameters), stems, state, code, should_prune, sharing=sharing) as made:
            yield made.fitted.history

    stamp = training_stamp(decisive, map(CachedSlices, stems))
    result = run_trial(search, earlier, spec.settings.epochs, fit, Path(f"{state}.json"), stamp)
    write_text(snakemake.output[0], result.as_json())
