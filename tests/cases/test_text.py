from segstudy.cases.text import extent, listing, number, plain


def test_text_from_files_stays_on_one_line():
    assert plain("a\r\nb\tc\x1b[0m é \udc80") == "a\\r\\nb\\tc\\x1b[0m é \\udc80"
    assert plain("x" * 50, 10) == "x" * 9 + "…"


def test_long_lists_are_cut_and_counted():
    assert listing([1, 2, 3]) == "1, 2, 3"
    assert listing(list(range(12)), 10) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"


def test_numbers_are_short():
    assert extent([0.9765625, 0.9765625, 2.5]) == "0.977x0.977x2.5"
    assert extent([96, 96, 32]) == "96x96x32"
    assert [number(v) for v in (0.0, 1e-5, 1e30, -1024.0, float("nan"))] == ["0", "1e-05", "1e+30", "-1024", "nan"]
