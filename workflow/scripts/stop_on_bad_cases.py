"""Fail, with the whole complaint, where any case is bad."""

from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.errors import StudyError

    if told := Path(snakemake.input[0]).read_text(encoding="utf-8").strip():
        raise StudyError(told)
