import dataclasses

from segstudy.report.completeness import complete_arms, measurable, missing_results


def test_finished_study_has_no_gaps(made_input) -> None:
    assert missing_results(made_input) == []
    assert complete_arms(made_input) == made_input.arm_names


def test_case_without_a_label_map_need_not_be_measured(made_input) -> None:
    cases = made_input.cases.copy()
    cases.loc[cases["case"] == "P01", "label"] = ""
    metrics = made_input.metrics[made_input.metrics["case"] != "P01"]
    changed = dataclasses.replace(made_input, cases=cases, metrics=metrics)
    assert "P01" not in measurable(changed)
    assert missing_results(changed) == []


def test_missing_correction_is_a_gap(made_input) -> None:
    found = missing_results(dataclasses.replace(made_input, transform=None))
    assert len(found) == 1
    assert "transform.json" in found[0]


def test_training_that_was_never_done_is_named(made_input) -> None:
    kept = {key: table for key, table in made_input.histories.items() if key[0] != "enet.raw"}
    assert missing_results(dataclasses.replace(made_input, histories=kept)) == [
        "Training “enet.raw” has not been done."
    ]


def test_summary_of_an_earlier_run_is_noticed(made_input) -> None:
    summary = made_input.summary.assign(dice_mean=0.123456)
    found = missing_results(dataclasses.replace(made_input, summary=summary))
    assert len(found) == 4
    assert "another mean Dice" in found[0]
