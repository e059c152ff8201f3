import pytest
from pydantic import ValidationError

from segstudy.config.sections.preparation import PreparationSettings


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"normalize": "unit"}, "needs `clip_hu`"),
        ({"size": None, "fit": "crop"}, "name one, or leave out `fit`"),
        ({"crop": "foreground"}, "set `size: null`"),
    ],
)
def test_keys_that_exclude_each_other_are_refused(keys, words):
    with pytest.raises(ValidationError, match=words):
        PreparationSettings(**keys)
