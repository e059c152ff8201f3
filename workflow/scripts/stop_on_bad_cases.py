"""Fail, with all validation errors, where any case is bad."""

from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.errors import StudyError

    if errors := Path(snakemake.input[0]).read_text(encoding="utf-8").strip():
        raise StudyError(errors)
