"""Write the study's report."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from pathlib import Path

    from segstudy.report.build import build_report
    from segstudy.report.read import facts_from, files_from, network_input_from, read_results
    from segstudy.running.files import write_text

    spec = snakemake.params.study
    inputs = read_results(
        spec["results"], facts_from(spec), *files_from(spec), network_input_from(spec["network_input"])
    )
    write_text(snakemake.output[0], build_report(inputs))
    # What a run with failed jobs left in its place.
    Path(snakemake.output[0]).with_name("report_unfinished.html").unlink(missing_ok=True)
