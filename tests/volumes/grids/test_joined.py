import numpy as np

from segstudy.volumes.grids.joined import joined


def test_an_organ_of_several_integers_keeps_the_first():
    labels = np.arange(6, dtype=np.uint8).reshape(1, 2, 3)
    one = joined(labels, {"lung": 1, "heart": 3}, {"lung": [2, 5]})
    assert one.ravel().tolist() == [0, 1, 1, 3, 4, 1] and labels[0, 1, 2] == 5
