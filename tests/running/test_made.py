import copy

import pytest

from segstudy.running.made import made_key

PARAMS = {
    "spec": {"model": {"kernels": 8, "factor": 2}, "size": [48, 64]},
    "organs": {"heart": 2, "aorta": 4},
    "code": "a",
}
INPUTS = [("prepared/a.b2nd", "1"), ("", "2")]


def test_the_order_of_keys_is_no_matter_but_that_of_organs():
    key = made_key(PARAMS, INPUTS)
    turned = dict(reversed(PARAMS.items())) | {"spec": {"size": [48, 64], "model": {"factor": 2, "kernels": 8}}}
    assert made_key(turned, INPUTS) == key
    assert made_key(PARAMS | {"organs": {"aorta": 4, "heart": 2}}, INPUTS) != key


def test_every_value_and_every_input_counts():
    changed = []
    for path, value in (("kernels", 9), ("factor", 2.5), ("factor", None)):
        params = copy.deepcopy(PARAMS)
        params["spec"]["model"][path] = value
        changed.append(made_key(params, INPUTS))
    changed.append(made_key(PARAMS | {"spec": PARAMS["spec"] | {"size": [64, 48]}}, INPUTS))
    changed += [made_key(PARAMS, inputs) for inputs in (INPUTS[:1], [*INPUTS, ("", "3")], [("x", "1"), INPUTS[1]])]
    changed += [made_key(PARAMS, [INPUTS[0], ("", "3")]), made_key({**PARAMS, "code": "b"}, INPUTS)]
    assert len({made_key(PARAMS, INPUTS), *changed}) == len(changed) + 1


def test_what_is_not_plain_is_refused():
    with pytest.raises(TypeError, match="no plain value"):
        made_key({"spec": object()}, [])
