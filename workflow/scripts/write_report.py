"""Write the study's report."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from pathlib import Path

    from segstudy.files import write_text
    from segstudy.report.build import build_report
    from segstudy.report.read import facts_from, files_from, pictured_from, read_results

    told = snakemake.params.study
    found = read_results(told["results"], facts_from(told), *files_from(told), pictured_from(told["pictured"]))
    write_text(snakemake.output[0], build_report(found))
    # What a run with failed jobs left in its place.
    Path(snakemake.output[0]).with_name("report_unfinished.html").unlink(missing_ok=True)
