"""`given:` an arm whose label maps were made elsewhere, and `control:` an arm that bounds the others."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from segstudy.config.sections.names import Name
from segstudy.config.sections.section import Section

# In the place of a model: nothing is trained.
GIVEN, CONTROL = "given", "control"
NAMES = {GIVEN: "Given predictions", CONTROL: "Control"}
Control = Literal["truth", "empty", "mean_atlas"]
CONTROLS_IN_WORDS: dict[str, str] = {
    "truth": "the label maps themselves, the ceiling",
    "empty": "nothing anywhere, the floor",
    "mean_atlas": "what lies at the same place of the volume, as a share of its sides, in most training patients",
}

Integer = Annotated[int, Field(ge=1, le=65535)]


class GivenSettings(Section):
    """Label maps that somebody made elsewhere: by another program, from a paper, by a second reader."""

    files: Annotated[
        str,
        Field(
            description="Where the label maps are: `{case}` stands for the case's name, `{patient}` for its patient's. "
            "`~` and `${NAME}` are replaced as a shell would."
        ),
    ]
    labels: Annotated[
        dict[Name, Integer | Annotated[list[Integer], Field(min_length=1)]],
        Field(
            description="Which integers of these files are which organ; a list where one organ is several. An organ "
            "that is not named here is not measured of this arm. None means `data.organs`, and refuses other integers."
        ),
    ] = {}
    missing: Annotated[
        Literal["refuse", "missed"],
        Field(
            description="What becomes of a labeled case without a file: the study is refused, or every organ counts as "
            "missed."
        ),
    ] = "refuse"

    @field_validator("files")
    @classmethod
    def _names_the_case(cls, value: str) -> str:
        if "{case}" not in value and "{patient}" not in value:
            raise ValueError("should hold `{case}`, which stands for a case's name, such as `elsewhere/{case}.nii.gz`")
        return value

    def in_words(self) -> str:
        """What became of cases without a file; empty where there may be none."""
        return "a case without a prediction counts as missed" if self.missing == "missed" else ""
