import numpy as np
import pytest

from segstudy.representations.proper import decided, proper


def test_missing_probability_is_background():
    assert proper(np.array([[[0.1]], [[0.4]]])).tolist() == [[[0.6]], [[0.4]]]


def test_a_decision_overrides_probabilities_only_where_they_disagree():
    mean = np.array([[[0.6, 0.6]], [[0.4, 0.4]]], np.float32)
    made = decided(mean, np.array([[0, 1]], np.uint8))
    assert made[:, 0, 0] == pytest.approx([0.6, 0.4])
    assert made[:, 0, 1].tolist() == [0, 1]
