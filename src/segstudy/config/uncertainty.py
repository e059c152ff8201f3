"""`uncertainties:` how it is found out how sure an arm is."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.section import Section


class UncertaintySettings(Section):
    """Several predictions of each case, and how far they differ.

    method: `mc_dropout` (one network, again and again with its dropout left on; Gal & Ghahramani 2016),
        `seed_ensemble` (the networks of all `seeds`) or `fold_ensemble` (those of all folds, for cases without a
        label map alone: all folds' networks but one learned from every other case).
    passes: of mc_dropout, through each network.
    """

    method: Literal["mc_dropout", "seed_ensemble", "fold_ensemble"]
    passes: Annotated[int, Field(ge=2, le=1000)] = 10
