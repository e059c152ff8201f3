"""`data.download:` where the data's archive is, for those who ask for it."""

from typing import Annotated

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section


class DownloadSettings(Section):
    """One archive (.tar, .tar.gz, .zip), fetched and unpacked as `data.root` when asked to, never by itself."""

    url: Annotated[str, Field(pattern=r"^https?://[^\s]+$", description="Address of the archive.")]
    sha256: Annotated[
        Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$")] | None,
        Field(description="The archive's SHA-256, as its makers publish it; it or `md5` is needed."),
    ] = None
    md5: Annotated[
        Annotated[str, Field(pattern=r"^[0-9a-fA-F]{32}$")] | None,
        Field(description="The archive's MD5, where its makers publish no SHA-256."),
    ] = None
    most_gb: Annotated[
        float, Field(gt=0, description="Neither the archive nor what is in it may be larger, in GB.")
    ] = 100.0

    @model_validator(mode="after")
    def _check(self) -> "DownloadSettings":
        if not (self.sha256 or self.md5):
            raise ValueError("needs the archive's `sha256` (or `md5`): without it nobody can tell a bad archive")
        return self

    @property
    def most_bytes(self) -> int:
        """`most_gb` in bytes."""
        return int(self.most_gb * 1e9)
