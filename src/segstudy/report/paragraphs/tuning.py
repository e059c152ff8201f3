"""How hyper-parameters were searched."""

from segstudy.config.space import space_of
from segstudy.config.tuning import Range, SearchSettings
from segstudy.report import describe
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import listing, plural
from segstudy.report.references import Citations


def tuning(inputs: ReportInput, cite: Citations) -> str:
    """Each search that an arm uses, and answers that were known; empty where no arm is tuned."""
    settings = inputs.facts.settings
    sentences = []
    for name in dict.fromkeys(arm.tuned for arm in settings.arms if arm.tuned):
        search = settings.tuning[name]
        arms = listing([arm.name for arm in settings.arms if arm.tuned == name])
        if search.known is not None:
            known = describe.setting(search.known).replace("_", " ")
            sentences.append(f"For {arms}, hyper-parameters were taken as known: {known}.")
        else:
            sentences.append(_searched(search, arms, settings.training.epochs, cite))
    return " ".join(sentences)


def _searched(search: SearchSettings, arms: str, epochs: int, cite: Citations) -> str:
    space = [f"{_name(key)} {_values(searched)}" for key, searched in space_of(search).items()]
    if search.scope == "nested":
        where = "separately for each fold, on its training part alone"
    else:
        where = f"once, on the training part of fold {search.scope.fold}, for all folds"
    drawn = f"drawn by a tree-structured Parzen estimator {cite('tpe', 'optuna')} that maximized the validation Dice"
    if search.pruning != "none":
        drawn += f"; those below the median of earlier ones were ended {cite('median_rule')}"
    budget = f", within {search.minutes:g} minutes of training" if search.minutes else ""
    epochs = search.training.get("epochs", epochs)
    return (
        f"For {arms}, {listing(space)} were searched {where}, in {plural(search.trials, 'trial')} of at most "
        f"{plural(epochs, 'epoch')}{budget}, {drawn}."
    )


def _name(key: str) -> str:
    section, _, field = key.rpartition(".")
    words = field.replace("_", " ")
    return words if section in ("", "model") else f"{section} {words}"


def _values(searched: Range | list) -> str:
    if not isinstance(searched, Range):
        return f"({' or '.join(describe.OPTIMIZERS.get(value) or describe.setting(value) for value in searched)})"
    scale = (
        ", logarithmic" if searched.log else f", in steps of {describe.short(searched.step)}" if searched.step else ""
    )
    return f"({describe.short(searched.low)} to {describe.short(searched.high)}{scale})"
