"""Names that a study gives: they become parts of paths, those of arms with `_` for spaces."""

from typing import Annotated

from pydantic import Field

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$", max_length=64)]
ArmName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*( [A-Za-z0-9_+-]+)*$", max_length=64)]


def folder_of(arm: str) -> str:
    """What an arm's folders are called: spaces in paths are what shells, and Snakemake's own calls, stumble over."""
    return arm.replace(" ", "_")
