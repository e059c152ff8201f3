"""Choose the best trial of a search, and tell all of them."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    import yaml

    from segstudy.files import write_text
    from segstudy.tuning.answer import answer, best_trial
    from segstudy.tuning.journal import write_journal
    from segstudy.tuning.result import read_trial
    from segstudy.tuning.tables import importance_table, trials_table

    told = {key: snakemake.params.get(key) for key in ("search", "fold", "scope")}
    results = [read_trial(path) for path in snakemake.input]
    best = best_trial(results, snakemake.wildcards.part)
    write_text(snakemake.output.trials, trials_table(results).to_csv(index=False))
    write_text(snakemake.output.importance, importance_table(results).to_csv(index=False))
    write_journal(snakemake.output.journal, snakemake.wildcards.part, results)
    write_text(snakemake.output.best, yaml.safe_dump(answer(best, told), sort_keys=False))
