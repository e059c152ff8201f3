import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segstudy.sam2.prompts import box_of, center_of, pieces_of, slice_prompts, surest_slice, whole_prompt

masks = arrays(bool, (7, 9), elements=st.booleans()).filter(lambda mask: mask.any())
pictures = arrays(np.uint8, (7, 9), elements=st.integers(0, 3))


def depth(mask, row, column):
    """Distance to the nearest pixel outside, the slice's surroundings included, looked for everywhere."""
    rows, columns = mask.shape
    outside = [
        (r, c)
        for r in range(-1, rows + 1)
        for c in range(-1, columns + 1)
        if not (0 <= r < rows and 0 <= c < columns and mask[r, c])
    ]
    return min(np.hypot(r - row, c - column) for r, c in outside)


def flooded(mask):
    """Pieces by following neighbors."""
    left, pieces = {tuple(map(int, place)) for place in np.argwhere(mask)}, []
    while left:
        piece, waiting = set(), [left.pop()]
        while waiting:
            row, column = waiting.pop()
            piece.add((row, column))
            near = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)} & left
            left -= near
            waiting += near
        pieces.append(piece)
    return pieces


@given(masks)
def test_the_center_is_the_deepest_pixel_of_the_mask(mask):
    column, row = (number - 0.5 for number in center_of(mask))
    assert mask[int(row), int(column)]
    deepest = max(depth(mask, r, c) for r, c in np.argwhere(mask))
    assert depth(mask, row, column) == pytest.approx(deepest)


@given(masks)
def test_the_box_holds_all_of_the_mask_and_touches_it(mask):
    left, top, right, bottom = (int(side) for side in box_of(mask))
    assert mask[top:bottom, left:right].sum() == mask.sum()
    for side in (mask[top, :], mask[bottom - 1, :], mask[:, left], mask[:, right - 1]):
        assert side.any()


@given(masks, st.integers(1, 4), st.integers(1, 5))
def test_pieces_are_the_largest_connected_ones(mask, most, least):
    found = pieces_of(mask, most, least)
    expected = sorted((len(piece) for piece in flooded(mask) if len(piece) >= least), reverse=True)[:most]
    assert [int(piece.sum()) for piece in found] == expected
    flood = [frozenset(piece) for piece in flooded(mask)]
    assert all(frozenset(map(tuple, np.argwhere(piece).tolist())) in flood for piece in found)


@given(pictures, st.integers(1, 3))
def test_negative_points_are_the_nearest_centers_of_other_organs(classes, count):
    prompts = slice_prompts(classes, most=3, least_pixels=1, negatives=count)
    for prompt in prompts:
        far = sorted(
            np.hypot(*np.subtract(other.center, prompt.center)) for other in prompts if other.organ != prompt.organ
        )
        told = np.hypot(*(prompt.negatives - prompt.center).T)
        assert np.allclose(told, far[:count])
        for column, row in prompt.negatives:
            assert classes[int(row), int(column)] not in (0, prompt.organ)
        assert classes[prompt.mask].tolist() == [prompt.organ] * int(prompt.mask.sum())


def test_a_bent_organ_is_prompted_inside_itself():
    mask = np.zeros((20, 20), bool)
    mask[2:18, 2:6] = mask[2:6, 2:18] = mask[14:18, 2:18] = True
    assert not mask[10, 10]  # where its center of mass is
    column, row = center_of(mask)
    assert mask[int(row), int(column)]


def test_a_whole_organ_is_one_prompt_with_the_center_of_its_largest_piece(scan):
    _, classes = scan
    prompt = whole_prompt(classes[5], organ=2, negatives=2)
    assert prompt.box == (25, 25, 44, 32)
    assert 25 <= prompt.center[0] < 30
    assert len(prompt.negatives) == 1


def test_the_surest_slice_is_the_one_with_the_most_of_the_organ(scan):
    _, classes = scan
    assert surest_slice(classes, 1) == 5
    assert surest_slice(classes, 2) == 2
