"""Put a search's trials, and what mattered in them, into tables."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.tables.frames import write_frame
    from segstudy.tables.tuning import IMPORTANCE, TRIALS
    from segstudy.tuning.result import read_trial
    from segstudy.tuning.tables import importance_table, trials_table

    results = [read_trial(path) for path in snakemake.input]
    write_frame(snakemake.output.trials, TRIALS, trials_table(results))
    write_frame(snakemake.output.importance, IMPORTANCE, importance_table(results))
