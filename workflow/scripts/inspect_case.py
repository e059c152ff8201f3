"""Check one case's files, and write down all that is wrong with them."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.cases.inspection import inspect_case
    from segstudy.files import write_text

    case = snakemake.params.case
    inspection = inspect_case(
        case["case"],
        case["patient"],
        case["image"],
        case["label"],
        organs=snakemake.params.organs,
        ignore=snakemake.params.ignore,
        annotated=case["annotated"],
    )
    write_text(snakemake.output[0], inspection.to_json())
