"""Which hyper-parameters were searched, on whom, and what came of it."""

from collections.abc import Sequence
from typing import Any

from segstudy.config.checks.space import space_of
from segstudy.report.environment import render
from segstudy.report.figures.search import history, importance
from segstudy.report.inputs import ReportInput
from segstudy.report.searches import SearchPart
from segstudy.report.section import Section

STATES = ("complete", "pruned", "failed", "skipped")


def tuning(inputs: ReportInput) -> Section | None:
    """None where no arm is tuned, or no search has come to its end."""
    settings = inputs.facts.settings
    searches, known = [], []
    for place, name in enumerate(dict.fromkeys(arm.tuned for arm in settings.arms if arm.tuned)):
        search = settings.tuning[name]
        row: dict[str, Any] = {"name": name, "arms": [arm.name for arm in settings.arms if arm.tuned == name]}
        parts = [part for part in inputs.searches if part.search == name]
        if search.known is not None:
            known.append({**row, "found": search.known})
        elif parts:
            row |= {"settings": search, "names": [*space_of(search)], "rows": [_row(part) for part in parts]}
            row |= {"patients": _patients(inputs, parts[0].fold), "charts": _charts(parts, name, place)}
            searches.append(row)
    if not searches and not known:
        return None
    return Section("tuning", "Tuning", render("tuning.html", searches=searches, known=known))


def _row(part: SearchPart) -> dict[str, Any]:
    trials = part.trials
    best = trials[trials["trial"] == part.best["trial"]].iloc[0]
    return {
        "fold": part.fold,
        "best": best.to_dict(),
        "states": [(state, count) for state in STATES if (count := int((trials["state"] == state).sum()))],
        "seconds": trials["seconds"].sum(),
    }


def _patients(inputs: ReportInput, fold: int) -> dict[str, int]:
    """How many patients are tested in `fold`, and how many elsewhere."""
    folds = inputs.folds.drop_duplicates("patient")
    inside = int((folds["fold"] == fold).sum())
    return {"inside": inside, "outside": len(folds) - inside}


def _charts(parts: Sequence[SearchPart], name: str, place: int) -> list[Any]:
    charts = [history(parts, name, f"search-{place}"), importance(parts, name, f"importance-{place}")]
    return [chart for chart in charts if chart is not None]
