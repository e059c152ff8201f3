"""`arms[].start_from:` the weights that a network begins with, where they are not drawn at random."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing


class StartSettings(Section):
    """Where a network's first weights come from: one of `arm`, `trained` and `weights`."""

    arm: Annotated[
        str | None,
        Field(description="An arm of this study: each fold's network begins as that arm's of the same fold and seed."),
    ] = None
    trained: Annotated[
        str | None,
        Field(
            description="The folder of one network that another study trained, such as "
            "`../other/results/other/trained/enet.full/fold-0`. It shares no patient with this study."
        ),
    ] = None
    weights: Annotated[
        str | None,
        Field(
            description="A safetensors file, with the network's own names or, for `vmunet`, VMamba's, for `sam2_tuned` "
            "Hugging Face's, for `nnunet` nnssl's. Whom it learned from is checked where the file says it, as those of "
            "a study do."
        ),
    ] = None
    prefix: Annotated[
        str,
        Field(description="What is put before the names in `weights`, such as `network.encoder.` for a ResNet's."),
    ] = ""
    part: Annotated[
        Literal["all", "encoder"], Field(description="Which layers: all that fit, or those of the encoder among them.")
    ] = "all"
    into: Annotated[
        list[Literal["coarse", "fine"]],
        Field(
            description="The parts of a network made of two (`end_to_end_crop`, `joined_crop`) that begin as the one "
            "that is named: `[coarse, fine]` copies it into both. Channels that a part has beside begin at zero."
        ),
    ] = []
    freeze: Annotated[bool, Field(description="Whether these layers stay as they are.")] = False

    @model_validator(mode="after")
    def _one_source(self) -> "StartSettings":
        if sum(source is not None for source in (self.arm, self.trained, self.weights)) != 1:
            raise ValueError("takes one of `arm`, `trained` and `weights`")
        if self.prefix and self.weights is None:
            raise ValueError("`prefix` is about the names in a file of `weights`")
        return self

    def in_words(self) -> str:
        """What a network begins with."""
        if self.arm is not None:
            source = f"as the networks of {self.arm} of the same folds"
        elif self.trained is not None:
            source = f"as a network of another study ({self.trained})"
        else:
            source = f"with the weights in {self.weights}{f' (as {self.prefix}…)' if self.prefix else ''}"
        part = " in their encoder" if self.part == "encoder" else ""
        if self.into:
            part += f" in their {listing(self.into)} {'parts' if len(self.into) > 1 else 'part'}"
        return f"began{part} {source}{', which stayed as they were' if self.freeze else ''}"
