import numpy as np

from segstudy.representations.hysteresis import fused_by_origin, origin_votes


def view(*boxes):
    """Probabilities of two classes: 0.9 organ in the boxes."""
    organ = np.full((20, 20), 0.1, np.float32)
    for top, bottom, left, right in boxes:
        organ[top:bottom, left:right] = 0.9
    return np.stack([1 - organ, organ])


A, B, C = (2, 6, 2, 6), (12, 18, 12, 18), (2, 5, 14, 17)


def test_votes_count_double_in_the_component_that_holds_the_origin():
    mask = view(A, B)[1] > 0.5
    votes = origin_votes(mask, (3, 3))
    assert (votes[2:6, 2:6] == 2).all() and (votes[12:18, 12:18] == 1).all() and votes.sum() == 2 * 16 + 36
    # an origin on background belongs to no component
    assert set(np.unique(origin_votes(mask, (10, 10)))) == {0, 1}


def test_every_view_decides_about_its_own_object():
    """Three views see their own object; what one of them invents elsewhere, the others outvote."""
    views = [view(A, B, (0, 1, 9, 11)), view(A, B), view(A, B)]
    points = [(3, 3), (14, 14), (4, 4)]
    # A has 2 + 1 + 2, B 1 + 2 + 1, the invention 1: shares 1, 0.8 and 0.2
    answer = fused_by_origin(views, points, 0.0, 0.4).argmax(axis=0)
    assert (answer[2:6, 2:6] == 1).all() and (answer[12:18, 12:18] == 1).all()
    assert not answer[0].any()
    assert fused_by_origin(views, points, 0.0, 0.1).argmax(axis=0)[0, 9] == 1


def test_hysteresis_keeps_weak_votes_that_touch_strong_ones():
    views = [view((2, 6, 2, 6)), view((2, 6, 2, 6)), view((2, 6, 2, 9))]
    answer = fused_by_origin(views, [(3, 3), (4, 4), (10, 10)], 0.0, 0.4).argmax(axis=0)
    assert answer[3, 8] == 1  # 1 of 5 votes, beside 5 of 5
    assert fused_by_origin(views, [(3, 3), (4, 4), (10, 10)], 0.3, 0.4).argmax(axis=0)[3, 8] == 0


def test_the_answer_is_soft_where_the_mean_agrees_and_certain_where_not():
    views = [view(A), view(C)]
    fused = fused_by_origin(views, [(3, 3), (3, 15)], 0.0, 0.4)
    assert np.allclose(fused.sum(axis=0), 1)
    assert fused[1, 3, 3] == 0.5 or fused[1, 3, 3] == 1.0
    assert (fused.argmax(axis=0)[2:6, 2:6] == 1).all() and (fused.argmax(axis=0)[2:5, 14:17] == 1).all()


def test_of_two_organs_the_one_with_more_votes_stays():
    first = np.zeros((3, 10, 10), np.float32)
    first[1, :, :6], first[0, :, 6:] = 1, 1
    second = np.zeros((3, 10, 10), np.float32)
    second[2, :, 5:], second[0, :, :5] = 1, 1
    answer = fused_by_origin([first, second, second], [(5, 2), (5, 8), (5, 8)], 0.0, 0.4).argmax(axis=0)
    assert (answer[:, 6:] == 2).all()
    # heart: 2 of at most 2; the other organ: 4 of at most 4; equal shares go to the lower class
    assert (answer[:, 5] == 1).all()
