"""`data.download:` where the data's archive is, for those who ask for it."""

from typing import Annotated

from pydantic import Field, model_validator

from segstudy.config.section import Section


class DownloadSettings(Section):
    """One archive (.tar, .tar.gz, .zip), fetched and unpacked as `data.root` when asked to, never by itself.

    sha256 or md5: the archive's, as its makers publish it. most_gb: neither it nor what is in it may be larger.
    """

    url: Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$")] | None = None
    md5: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{32}$")] | None = None
    most_gb: Annotated[float, Field(gt=0)] = 100.0

    @model_validator(mode="after")
    def _check(self) -> "DownloadSettings":
        if not (self.sha256 or self.md5):
            raise ValueError("needs the archive's `sha256` (or `md5`): without it nobody can tell a bad archive")
        return self

    @property
    def most_bytes(self) -> int:
        """`most_gb` in bytes."""
        return int(self.most_gb * 1e9)
