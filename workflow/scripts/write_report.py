"""Write the study's report."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import write_text
    from segstudy.report.build import build_report
    from segstudy.report.inputs import CaseFiles, StudyFacts
    from segstudy.report.read import arms_from, pictured_from, read_results

    told = snakemake.params.study
    config = told["config"]
    facts = StudyFacts(
        study=config["study"],
        config=config,
        organs=config["data"]["organs"],
        arms=arms_from(told["arms"]),
        baseline=config["comparisons"]["baseline"],
        alpha=config["comparisons"]["alpha"],
        is_phantom=config["data"]["layout"] == "phantom",
    )
    files = {case: CaseFiles(**paths) for case, paths in told["files"].items()}
    predictions = {(arm, case): path for arm, case, path in told["predictions"]}
    found = read_results(told["results"], facts, files, predictions, pictured_from(told["pictured"]))
    write_text(snakemake.output[0], build_report(found))
