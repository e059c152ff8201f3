"""`uncertainties:` how it is found out how sure an arm is."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.sections.section import Section


class UncertaintySettings(Section):
    """Several predictions of each case, and how far they differ."""

    method: Annotated[
        Literal["mc_dropout", "seed_ensemble", "fold_ensemble"],
        Field(
            description="`mc_dropout`: one network, again and again with its dropout left on (Gal & Ghahramani 2016); "
            "`seed_ensemble`: the networks of all `seeds`; `fold_ensemble`: those of all folds, for cases without a "
            "label map alone, because all folds' networks but one learned from every other case."
        ),
    ]
    passes: Annotated[int, Field(ge=2, le=1000, description="Passes of `mc_dropout` through each network.")] = 10

    def in_words(self) -> str:
        """By which predictions it is found out."""
        return {
            "mc_dropout": f"by {self.passes} passes with dropout left on",
            "seed_ensemble": "by the networks of all seeds",
            "fold_ensemble": "by the networks of all folds",
        }[self.method]
