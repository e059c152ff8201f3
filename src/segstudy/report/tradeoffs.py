"""Organs whose Dice rises against the baseline while their precision or recall falls."""

from dataclasses import dataclass

import pandas as pd

from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import fixed, plural
from segstudy.report.volumes import patient_errors

# What two printed decimals show.
NOTABLE = 0.005


@dataclass(frozen=True)
class Tradeoff:
    """Mean changes of an arm against the baseline, over the patients of both.

    lost: `precision` or `recall`, the one that falls. worse: in how many patients it falls. error_ml, error_percent:
    the arm's mean volume error, signed. extra_ml: how much larger its volume is than the baseline's.
    """

    arm: str
    organ: str
    lost: str
    dice: float
    change: float
    patients: int
    worse: int
    error_ml: float
    error_percent: float
    extra_ml: float

    @property
    def words(self) -> str:
        """`heart: Dice rises by 0.02 but precision falls by 0.05 (in 9 of 12 patients): over-segmented by 31 ml`."""
        over = self.lost == "precision"
        if (self.error_ml > 0) == over:
            side = "over-segmented" if over else "under-segmented"
            volume = f"{side} by {fixed(abs(self.error_ml), 1)} ml ({fixed(abs(self.error_percent), 0)} %) on average"
        else:
            volume = (
                f"{fixed(abs(self.extra_ml), 1)} ml {'more' if self.extra_ml > 0 else 'less'} than the baseline, "
                f"though its volume error is {fixed(self.error_ml, 1, sign=True)} ml"
            )
        return (
            f"{self.organ}: Dice rises by {fixed(self.dice, 2)} but {self.lost} falls by {fixed(-self.change, 2)} "
            f"(in {self.worse} of {plural(self.patients, 'patient')}): {volume}."
        )


def tradeoffs(inputs: ReportInput, errors: pd.DataFrame) -> list[Tradeoff]:
    """Every organ and arm with such a change of at least 0.005 in both, by arm in the study's order."""
    table = patient_errors(errors).set_index(["arm", "organ", "patient"]).sort_index()
    baseline, found = inputs.facts.baseline, []
    for arm in inputs.arm_names:
        for organ in inputs.facts.organs:
            if arm == baseline or any((name, organ) not in table.index for name in (arm, baseline)):
                continue
            mine, theirs = (table.loc[(name, organ)].dropna(subset=["dice"]) for name in (arm, baseline))
            both = mine.index.intersection(theirs.index)
            mine, theirs = mine.loc[both], theirs.loc[both]
            change = mine - theirs
            for lost in ("precision", "recall"):
                if change["dice"].mean() >= NOTABLE and change[lost].mean() <= -NOTABLE:
                    found.append(
                        Tradeoff(
                            arm,
                            organ,
                            lost,
                            float(change["dice"].mean()),
                            float(change[lost].mean()),
                            len(both),
                            int((change[lost] < 0).sum()),
                            float(mine["error_ml"].mean()),
                            float(mine["error_percent"].mean()),
                            float(change["predicted_ml"].mean()),
                        )
                    )
    return found
