"""Check one case's files, and write down all that is wrong with them."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.cases.inspection import inspect_case
    from segstudy.running.files import write_text

    case = snakemake.params.case
    inspection = inspect_case(
        case["case"],
        case["patient"],
        case["image"],
        case["label"],
        organs=snakemake.params.organs,
        ignore=snakemake.params.ignore,
        annotated=case["annotated"],
        only_measured=case.get("only_measured", False),
        modality=case.get("modality", "ct"),
        joined=case.get("joined"),
        empty_allowed=case.get("empty_allowed", False),
    )
    write_text(snakemake.output[0], inspection.below(case.get("shown_from")).to_json())
