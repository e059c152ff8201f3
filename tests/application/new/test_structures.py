from segstudy.application.new.structures import patterns_of


def test_names_that_no_organ_can_have_are_said_as_patterns():
    structures = {"Spinal_cord": "Spinal cord", "Heart_2": "Heart (2)", "a_b": "a[b]"}
    assert patterns_of(structures) == {"Heart_2": ["Heart (2)"], "a_b": ["a[[]b]"]}
