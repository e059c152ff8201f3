import pandas as pd

from segstudy.comparison.pareto import Priced, front, pareto_table, priced_arms


def arm(name: str, dice: float, seconds: float) -> Priced:
    return Priced(name, dice, 0.01, seconds)


def test_the_front_holds_what_nothing_beats_at_both() -> None:
    cheap, good, dear, bad, twin = (
        arm("cheap", 0.6, 10), arm("good", 0.8, 50), arm("dear", 0.8, 90), arm("bad", 0.5, 20), arm("twin", 0.8, 50)
    )  # fmt: skip
    assert [one.arm for one in front([good, twin, dear, cheap, bad])] == ["cheap", "good", "twin"]
    assert front([dear]) == [dear]


def test_arms_are_priced_by_the_summary_best_first_and_no_oracle_is() -> None:
    summary = pd.DataFrame(
        {
            "arm": ["raw", "full", "free", "unmeasured", "told_oracle", "twice"],
            "dice_mean": [0.6, 0.8, 0.7, None, 0.99, 0.8],
            "dice_sd": 0.1,
            "training_seconds": [10.0, 50.0, 0.0, 5.0, 1.0, 90.0],
        }
    )
    table = pareto_table(summary)
    assert table[["arm", "on_front"]].to_numpy().tolist() == [["full", 1], ["twice", 0], ["raw", 1]]
    arms, unbeaten = priced_arms(table)
    assert [one.arm for one in arms] == ["full", "twice", "raw"]
    assert unbeaten == front(arms) == [arm_of("raw", 0.6, 10.0), arm_of("full", 0.8, 50.0)]


def arm_of(name: str, dice: float, seconds: float) -> Priced:
    return Priced(name, dice, 0.1, seconds)
