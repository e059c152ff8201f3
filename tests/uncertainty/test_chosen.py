import math

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
