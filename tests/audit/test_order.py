"""Which case without a label map to draw next."""

import numpy as np
import pytest

from segstudy.audit.candidate import measure_candidate
from segstudy.audit.order import order
from segstudy.tables.next_to_label import STRATEGIES
from segstudy.volumes.volume import Volume

ORGANS = {"heart": 1, "aorta": 2}
AFFINE = np.diag([-2.0, -2.0, 5.0, 1.0])


def scan(*hearts, aorta=True):
    """One label map a network, with a heart that begins there."""
    volumes = []
    for start in hearts:
        array = np.zeros((30, 24, 10), np.uint8)
        array[start : start + 10, 5:15, 2:8] = 1
        array[24:28, 4:8, 1:9] = 2 if aorta else 0
        volumes.append(Volume(array, AFFINE))
    return volumes


def measured(**cases):
    return {case: measure_candidate(volumes, ORGANS) for case, volumes in cases.items()}


def orders(candidates, labeled, seed=1):
    rows = order(candidates, labeled, seed)
    return {name: [(row.case, row.score) for row in rows if row.strategy == name] for name in STRATEGIES}


def test_networks_that_agree_are_sure_and_those_that_differ_are_not():
    sure, unsure = measured(sure=scan(5, 5), unsure=scan(5, 10)).values()
    assert sure["entropy"] == sure["disagreement"] == 0
    # two hearts share half: their Dice is .5, that of the aortas 1
    assert unsure["disagreement"] == pytest.approx(0.25)
    divided, called = 2 * 5 * 10 * 6, 15 * 10 * 6 + 4 * 4 * 8
    assert unsure["entropy"] == pytest.approx(np.log(2) * divided / called)
    assert sure["foreground_ml"] == pytest.approx((600 + 128) * 20 / 1000)


def test_where_nobody_sees_anything_nothing_is_divided():
    empty = [Volume(np.zeros((8, 8, 4), np.uint8), AFFINE)] * 2
    found = measure_candidate(empty, ORGANS)
    assert (found["entropy"], found["disagreement"], found["foreground_ml"]) == (0, 0, 0)
    assert len(found["shape"]) == len(measure_candidate(scan(5), ORGANS)["shape"])


def test_each_strategy_orders_all_cases_without_a_label_map_and_no_others():
    candidates = measured(known=scan(5, 5), a=scan(5, 6), b=scan(5, 12), c=scan(5, 8))
    found = orders(candidates, ["known"])
    assert all({case for case, _ in rows} == {"a", "b", "c"} for rows in found.values())
    assert [row.rank for row in order(candidates, ["known"], 1)] == [1, 2, 3] * len(STRATEGIES)
    assert [case for case, _ in found["entropy"]] == [case for case, _ in found["disagreement"]] == ["b", "c", "a"]


def test_the_representative_one_is_unlike_what_is_known_and_then_unlike_what_was_chosen():
    candidates = measured(known=scan(5, 5), near=scan(8, 8), far=scan(14, 14), twin=scan(13, 13))
    assert [case for case, _ in orders(candidates, ["known"])["representative"]] == ["far", "near", "twin"]


def test_lots_are_drawn_by_the_studys_seed_alone():
    candidates = measured(**{f"case{number}": scan(number, number) for number in range(8)})
    first, again, other = (orders(candidates, [], seed)["random"] for seed in (1, 1, 2))
    assert first == again != other


def test_lots_favor_cases_in_which_there_is_more_to_draw():
    candidates = measured(much=scan(5, 5), little=scan(5, 5))
    candidates["little"]["foreground_ml"] = candidates["much"]["foreground_ml"] / 4
    firsts = [orders(candidates, [], seed)["random_foreground"][0][0] for seed in range(200)]
    # a chance of 4 in 5; the standard deviation of 200 draws is .028
    assert firsts.count("much") / 200 == pytest.approx(0.8, abs=0.09)
