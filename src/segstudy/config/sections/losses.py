"""`training.loss:` what is minimized. A new loss is a file in `segstudy.training.losses` and a field of `LossTerms`."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Discriminator, Field, Tag, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import Cite, listing, setting, short

Weight = Annotated[float, Field(gt=0)]


class LossTerm(Section):
    """One loss of a sum."""

    weight: Annotated[Weight, Field(description="What the loss is multiplied by.")] = 1.0
    grows: Annotated[
        bool,
        Field(description="Whether the weight grows by as much after every epoch: twice in the second, and so on."),
    ] = False


class TverskyTerm(LossTerm):
    """The Tversky loss in a sum."""

    alpha: Annotated[
        float,
        Field(ge=0, le=10, description="Weight of what is segmented too much; more of it is against oversegmentation."),
    ] = 0.5
    beta: Annotated[float, Field(ge=0, le=10, description="Weight of what is missing.")] = 0.5


class FocalTverskyTerm(TverskyTerm):
    """The focal Tversky loss in a sum."""

    alpha: Annotated[float, Field(ge=0, le=10, description="Weight of what is segmented too much.")] = 0.3
    beta: Annotated[float, Field(ge=0, le=10, description="Weight of what is missing.")] = 0.7
    gamma: Annotated[float, Field(ge=1, le=10, description="The Tversky loss is taken to the power 1/gamma.")] = 4 / 3


class FocalTerm(LossTerm):
    """The focal loss in a sum."""

    gamma: Annotated[
        float, Field(ge=0, le=10, description="How much less sure pixels weigh: (1 - p) to this power.")
    ] = 2.0


class TopkTerm(LossTerm):
    """Cross-entropy of the worst pixels in a sum."""

    share: Annotated[float, Field(gt=0, le=1, description="Share of a batch's pixels that count, the worst.")] = 0.1


class HausdorffTerm(LossTerm):
    """The Hausdorff loss in a sum."""

    power: Annotated[float, Field(gt=0, le=4, description="Distances are taken to this power.")] = 2.0


class ClDiceTerm(LossTerm):
    """The soft clDice loss in a sum."""

    iterations: Annotated[
        int, Field(ge=0, le=50, description="Erosions by which center lines are found: half an organ's width.")
    ] = 3


def _kind(term: object) -> str:
    return "literal[weight]" if isinstance(term, int | float) else "dict[term]"


AWeight = Annotated[Weight, Tag("literal[weight]")]
Plain = Annotated[AWeight | Annotated[LossTerm, Tag("dict[term]")], Discriminator(_kind)]
Tversky = Annotated[AWeight | Annotated[TverskyTerm, Tag("dict[term]")], Discriminator(_kind)]
FocalTversky = Annotated[AWeight | Annotated[FocalTverskyTerm, Tag("dict[term]")], Discriminator(_kind)]
Focal = Annotated[AWeight | Annotated[FocalTerm, Tag("dict[term]")], Discriminator(_kind)]
Topk = Annotated[AWeight | Annotated[TopkTerm, Tag("dict[term]")], Discriminator(_kind)]
Hausdorff = Annotated[AWeight | Annotated[HausdorffTerm, Tag("dict[term]")], Discriminator(_kind)]
ClDice = Annotated[AWeight | Annotated[ClDiceTerm, Tag("dict[term]")], Discriminator(_kind)]


class LossWords(NamedTuple):
    """What a methods text says of a loss.

    Attributes:
        name: In a sentence.
        source: Its publication, by its key in the report's references.
    """

    name: str
    source: str = ""


LOSSES_IN_WORDS = {
    "ce": LossWords("cross-entropy"),
    "dice": LossWords("the Dice loss", "dice_loss"),
    "squared_dice": LossWords("the Dice loss with squares", "dice_loss"),
    "generalized_dice": LossWords("the generalized Dice loss", "generalized_dice"),
    "tversky": LossWords("the Tversky loss", "tversky"),
    "focal_tversky": LossWords("the focal Tversky loss", "focal_tversky"),
    "focal": LossWords("the focal loss", "focal_loss"),
    "dice_focal": LossWords("the sum of Dice and focal loss", "dice_focal"),
    "topk": LossWords("the cross-entropy of the worst pixels", "topk_loss"),
    "boundary": LossWords("the boundary loss", "boundary_loss"),
    "hausdorff": LossWords("the Hausdorff loss by distance transforms", "hausdorff_loss"),
    "cldice": LossWords("the soft clDice loss", "cldice"),
}


class LossTerms(Section):
    """A sum of losses: to each its weight, or its settings."""

    ce: Annotated[Plain | None, Field(description="Cross-entropy.")] = None
    dice: Annotated[Plain | None, Field(description="The Dice loss, over the whole batch.")] = None
    squared_dice: Annotated[Plain | None, Field(description="The Dice loss with squares in its denominator.")] = None
    generalized_dice: Annotated[
        Plain | None, Field(description="Dice of all classes together, each by the inverse square of its volume.")
    ] = None
    tversky: Annotated[
        Tversky | None, Field(description="Dice with a weight each for what is too much and what is missing.")
    ] = None
    focal_tversky: Annotated[
        FocalTversky | None, Field(description="The Tversky loss, in which easy organs weigh less.")
    ] = None
    focal: Annotated[Focal | None, Field(description="Cross-entropy in which sure pixels weigh less.")] = None
    dice_focal: Annotated[Focal | None, Field(description="The Dice loss plus the focal loss.")] = None
    topk: Annotated[Topk | None, Field(description="Cross-entropy of the worst pixels of a batch.")] = None
    boundary: Annotated[
        Plain | None,
        Field(description="Probabilities times distances from the true border; beside a loss of regions, and weak."),
    ] = None
    hausdorff: Annotated[
        Hausdorff | None, Field(description="Squared errors times distances from both borders; beside another loss.")
    ] = None
    cldice: Annotated[ClDice | None, Field(description="Dice along center lines, for long and thin organs.")] = None

    @model_validator(mode="after")
    def _names_one(self) -> "LossTerms":
        if not self.terms:
            raise ValueError("names no loss; `{dice: 0.7, ce: 0.3}` is a sum of two")
        return self

    @property
    def terms(self) -> dict[str, LossTerm]:
        """Each loss of the sum, by name, in the order of this section's fields."""
        named = {name: getattr(self, name) for name in type(self).model_fields if name in LOSSES_IN_WORDS}
        return {
            name: value if isinstance(value, LossTerm) else alone(name).model_copy(update={"weight": float(value)})
            for name, value in named.items()
            if value is not None
        }

    def in_words(self, cite: Cite) -> str:
        """`0.7 times the Dice loss plus …`."""
        return " plus ".join(_term_in_words(name, term, cite) for name, term in self.terms.items())


def builder_of_loss(name: str) -> str:
    """`module:attribute` of what makes a loss of its settings: the file of its name."""
    return f"segstudy.training.losses.{name}:build"


def alone(name: str) -> LossTerm:
    """The loss of this name with its defaults."""
    term: LossTerm = LossTerms.model_validate({name: {}}).terms[name]
    return term


def loss_in_words(name: str, cite: Cite) -> str:
    """A loss by its name alone."""
    return _term_in_words(name, alone(name), cite)


def _term_in_words(name: str, term: LossTerm, cite: Cite) -> str:
    words = LOSSES_IN_WORDS[name]
    details = [
        f"{key} {setting(round(value, 4))}"
        for key, value in term.model_dump().items()
        if key not in LossTerm.model_fields
    ]
    if term.grows:
        details.append("a weight that grows by as much each epoch")
    times = "" if term.weight == 1 else f"{short(term.weight)} times "
    source = f" {cite(words.source)}" if words.source else ""
    return f"{times}{words.name}{f' ({listing(details)})' if details else ''}{source}"


if TYPE_CHECKING:
    LossName = str
else:  # a type checker knows no literals that are computed
    LossName = Literal[("dice_ce", *LossTerms.model_fields)]
# Told apart first, so that an error speaks of one of them.
LossSettings = Annotated[
    Annotated[LossName, Tag("literal[loss]")] | Annotated[LossTerms, Tag("dict[losses]")],
    Discriminator(lambda loss: "dict[losses]" if isinstance(loss, dict | LossTerms) else "literal[loss]"),
]
