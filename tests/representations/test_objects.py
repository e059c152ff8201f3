import numpy as np
from scipy.ndimage import generate_binary_structure, label

from segstudy.representations.objects import slice_objects


def test_objects_are_the_components_of_each_organ():
    classes = (np.random.default_rng(0).random((40, 50)) > 0.6).astype(np.uint8) * 2
    classes[10:20, 10:20] = 1
    found = list(slice_objects(classes))
    assert found[0].pixels == 100 and (found[0].top, found[0].left, found[0].bottom, found[0].right) == (10, 10, 20, 20)
    pieces, count = label(classes == 2, generate_binary_structure(2, 2))
    assert len(found) == 1 + count
    assert sorted(piece.pixels for piece in found[1:]) == sorted(np.bincount(pieces.ravel())[1:].tolist())
    painted = np.zeros_like(classes)
    for piece in found[1:]:
        assert piece.mask.sum() == piece.pixels
        painted[piece.top : piece.bottom, piece.left : piece.right] += piece.mask
    assert np.array_equal(painted, (classes == 2).astype(np.uint8))


def test_an_empty_slice_has_no_object():
    assert list(slice_objects(np.zeros((8, 8), np.uint8))) == []
