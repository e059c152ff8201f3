import math

import numpy as np

from segstudy.uncertainty.chosen import chosen_cases, patient_uncertainty

LOTS = [("P3", ["c3"]), ("P1", ["c1", "d1"]), ("P2", ["c2"]), ("P4", ["c4"])]
UNSURE = {
    "c3": {"heart": 9.0},
    "c1": {"heart": 0.1, "aorta": 0.3},
    "d1": {"heart": 0.6, "aorta": None},
    "c2": {"heart": 0.3, "aorta": 0.2},
    "c4": {"heart": 0.1, "aorta": 0.1},
}


def test_without_a_network_lots_decide_and_nobody_is_lost_from_round_to_round():
    first = chosen_cases(LOTS, 1, [], {})
    assert first == ["c3"]
    assert chosen_cases(LOTS, 2, first, {}) == ["c1", "c3", "d1"]
    assert chosen_cases(LOTS, 3, ["c4"], {}) == ["c1", "c3", "c4", "d1"]


def test_a_network_asks_for_those_it_is_least_sure_of_and_not_for_those_it_knows():
    assert chosen_cases(LOTS, 2, ["c3"], UNSURE) == ["c1", "c3", "d1"]
    assert chosen_cases(LOTS, 3, ["c3"], UNSURE) == ["c1", "c2", "c3", "d1"]


def test_a_patient_is_the_mean_of_cases_and_a_case_of_the_organs_that_are_found():
    assert patient_uncertainty(["c1", "d1"], UNSURE) == (0.2 + 0.6) / 2
    # who finds nothing there is told by nothing more than that
    lost = {**UNSURE, "c4": {"heart": None, "aorta": None}}
    assert patient_uncertainty(["c4"], lost) == math.inf
    assert chosen_cases(LOTS, 2, ["c3"], lost) == ["c3", "c4"]


def test_a_lot_whose_chances_grow_with_what_is_found():
    drawn = {"P3": 0.1, "P1": 0.3, "P2": 0.5, "P4": 0.7}
    alike = dict.fromkeys(UNSURE, 5.0)
    # with the same chance for all it is the lot; a patient's cases are one chance
    assert chosen_cases(LOTS, 2, ["c4"], {}, drawn, alike) == ["c3", "c4"]
    assert chosen_cases(LOTS, 3, [], {}, drawn, alike) == ["c1", "c2", "c3", "d1"]
    # who has nothing to draw comes last, whatever the lot says
    assert chosen_cases(LOTS, 3, [], {}, drawn, {**alike, "c3": 0.0}) == ["c1", "c2", "c4", "d1"]
    assert chosen_cases(LOTS, 3, [], {}, drawn, dict.fromkeys(UNSURE, 0.0)) == ["c1", "c2", "c3", "d1"]


def test_chances_are_in_proportion_to_volumes():
    rng = np.random.default_rng(5)
    lots = [("A", ["a"]), ("B", ["b"])]
    first = [
        chosen_cases(lots, 1, [], {}, dict(zip("AB", rng.random(2), strict=True)), {"a": 3.0, "b": 1.0})
        for _ in range(2000)
    ]
    assert abs(first.count(["a"]) / 2000 - 0.75) < 0.03
