"""`folds:` how cases are held out."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import short


class FoldSettings(Section):
    """Cross-validation by patient."""

    count: Annotated[int, Field(ge=2, description="Number of folds.")] = 5
    by: Annotated[
        Literal["patient"], Field(description="What stays together: all cases of a patient are in one fold.")
    ] = "patient"
    validation: Annotated[
        float,
        Field(
            gt=0,
            lt=1,
            description="Share of the patients of a training part that choose the checkpoint and are not learned from.",
        ),
    ] = 0.2
    stratify: Annotated[
        str | None,
        Field(
            description="What every fold has in like shares: `organs` spreads patients by the organs in their label "
            "maps; a column of the cases' table (`layout: table`) by its values; `none` by nothing. Where it is not "
            "said, by the organs that `annotated` names, without reading a label map."
        ),
    ] = None

    file: Annotated[
        str | None,
        Field(
            description="Splits that somebody made, instead of `count`: nnU-Net's `splits_final.json`, or a CSV with "
            "`case` or `patient`, and `fold` (which holds the row out) or `part` (`train`, `validation`, `test`: one "
            "fixed split)."
        ),
    ] = None

    only_learned: Annotated[
        tuple[str, ...],
        Field(
            description="Names of cases (`*` for anything) that every fold's networks learn from, beside the share "
            "that `training_fraction` leaves, and that are never held out, never choose a checkpoint and are not "
            "measured, such as cases whose only labels are boxes."
        ),
    ] = ()

    @model_validator(mode="after")
    def _the_file_says_it(self) -> "FoldSettings":
        if self.file and (said := sorted(self.model_fields_set & {"count", "stratify", "only_learned"})):
            raise ValueError(f"`file` says which case is where: leave out `{said[0]}`")
        return self

    def in_words(self, count: int) -> str:
        """How cases were held out.

        Args:
            count: Folds that hold a case.
        """
        if self.file:
            how = "one fixed split" if count == 1 else f"{count} folds"
            return (
                f"Cases were divided into {how}, as {self.file.rpartition('/')[2]} says; those that were held out were "
                "predicted by networks that learned from the others. Where the file names no validation patients, "
                f"{short(100 * self.validation)} % of the patients that were learned from served only to choose the "
                "best checkpoint."
            )
        named = f" Cases called {', '.join(self.only_learned)} were only learned from." if self.only_learned else ""
        return (
            f"Cases were divided by {self.by} into {count} folds; each fold was predicted by networks trained on the "
            f"others, of which {short(100 * self.validation)} % of the patients served only to choose the best "
            f"checkpoint, so that no held-out patient chose anything.{named}"
        )
