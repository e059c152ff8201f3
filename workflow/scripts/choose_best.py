"""Choose the best trial of a search."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import yaml

    from segstudy.running.files import write_text
    from segstudy.tuning.answer import answer, best_trial
    from segstudy.tuning.journal import write_journal
    from segstudy.tuning.result import read_trial

    searched = {key: snakemake.params.get(key) for key in ("search", "fold", "scope")}
    results = [read_trial(path) for path in snakemake.input]
    best = best_trial(results, snakemake.wildcards.part)
    write_journal(snakemake.output.journal, snakemake.wildcards.part, results)
    write_text(snakemake.output.best, yaml.safe_dump(answer(best, searched), sort_keys=False))
