import string

from segstudy.application.viewer.markdown import literal


def test_no_sign_keeps_a_meaning():
    assert literal("![x](http://somewhere/x.png)") == r"\!\[x\]\(http\:\/\/somewhere\/x\.png\)"
    assert literal(string.punctuation).replace("\\\\", "").count("\\") == len(string.punctuation) - 1


def test_words_stay_as_they_are():
    assert literal("a scan of 512 × 512 voxels") == "a scan of 512 × 512 voxels"
