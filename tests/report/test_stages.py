import dataclasses
import re

from segstudy.report.figures.flow import flow
from segstudy.report.sections.methods import methods_text
from segstudy.report.stages import READS, RULES, stages


def test_stages_say_what_was_done_and_how_long_their_jobs_took(made_input) -> None:
    found = {stage.name: stage for stage in stages(made_input)}
    assert list(found) == [name for name in RULES if name in found] and "tuning" not in found
    assert found["cases"].did == "12 cases of 12 patients, 3 folds"
    assert found["training"].did == "3 trainings × 3 folds: 9 networks"
    assert found["training"].seconds == made_input.benchmarks.query("rule == 'train'")["seconds"].sum()
    assert found["comparison"].did == f"{len(made_input.statistics)} tests"
    assert found["prediction"].seconds is None


def test_a_stage_reads_only_what_is_there(made_input) -> None:
    arms = tuple(dataclasses.replace(arm, postprocessing=None, augmentation=None) for arm in made_input.facts.arms)
    facts = dataclasses.replace(made_input.facts, arms=arms)
    found = {stage.name: stage.reads for stage in stages(dataclasses.replace(made_input, facts=facts))}
    assert "postprocessing" not in found and "augmentation" not in found
    assert found["evaluation"] == ("correction", "prediction")
    assert found["training"] == ("preparation",)
    assert all(set(reads) <= set(found) for reads in found.values())
    assert set(READS) | {"cases"} == set(RULES)


def test_every_reading_is_an_arrow_and_every_stage_a_box(made_input) -> None:
    found = stages(made_input)
    svg = flow(found, "x")
    assert svg.count("marker-end") == sum(len(stage.reads) for stage in found)
    assert re.findall(r'font-weight="600"[^>]*>(\w+)<', svg) == [stage.name.capitalize() for stage in found]
    assert svg in methods_text(made_input).html.replace("flow", "x")
