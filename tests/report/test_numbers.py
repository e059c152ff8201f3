import pytest

from segstudy.report import numbers


@pytest.mark.parametrize(
    ("value", "metric", "shown"),
    [
        (0.84217, "dice", "0.842"),
        (12.3456, "hd95_mm", "12.35"),
        (float("nan"), "dice", "–"),
        (None, "assd_mm", "–"),
        (1234.5, "hd_mm", "1,234.50"),
    ],
)
def test_measure_has_three_decimals_or_two_for_mm(value, metric: str, shown: str) -> None:
    assert numbers.measure(value, metric) == shown


def test_signs_are_true_and_zero_has_no_minus() -> None:
    assert numbers.fixed(-0.25, 2, sign=True) == "\N{MINUS SIGN}0.25"
    assert numbers.fixed(0.25, 2, sign=True) == "+0.25"
    assert numbers.fixed(-0.0001, 3) == "0.000"


@pytest.mark.parametrize(
    ("p", "shown"), [(0.0031, "0.003"), (0.00099, "< 0.001"), (0.001, "0.001"), (1, "1.000"), (None, "–"), ("", "–")]
)
def test_p_values(p, shown: str) -> None:
    assert numbers.p_value(p) == shown


def test_p_in_a_sentence() -> None:
    assert numbers.p_equals(0.04) == "= 0.040"
    assert numbers.p_equals(1e-9) == "< 0.001"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.04, "0.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (187, "3 min 07 s"),
        (3599.7, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_durations_carry_over(seconds: float, shown: str) -> None:
    assert numbers.duration(seconds) == shown


def test_memory_and_counts() -> None:
    assert [numbers.memory(value) for value in (512.4, 999.7, 1890, float("nan"))] == [
        "512 MB",
        "1.0 GB",
        "1.9 GB",
        "–",
    ]
    assert numbers.count(12345.0) == "12,345"


def test_breakable_names_are_escaped() -> None:
    assert numbers.breakable("a+<b>_c") == "a+<wbr>&lt;b&gt;_<wbr>c"
