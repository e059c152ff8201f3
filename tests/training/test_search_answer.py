from dataclasses import replace

import pytest
import yaml

from segstudy.config.sections.training import TrainingSettings
from segstudy.running.errors import StudyError
from segstudy.training.search_answer import with_answer
from segstudy.training.spec import OwnSettings, TrainingSpec

SPEC = TrainingSpec(
    model="enet",
    builder="segstudy.models.enet:ENet",
    arguments={"factor": 2, "kernels": 8},
    settings=TrainingSettings(optimizer="adam", epochs=3),
    seed=1,
    organs={"heart": 2},
    preparation={},
    training=(),
    validation=(),
    annotated={},
    own=OwnSettings({"optimizer": "adam"}, {}),
)


def test_an_answer_wins_over_all_but_the_arm(tmp_path):
    best = tmp_path / "best.yaml"
    answer = {"training": {"optimizer": "adamw", "learning_rate": 0.002}, "model": {"kernels": 16}, "trial": 3}
    best.write_text(yaml.safe_dump(answer))
    assert with_answer(SPEC, best) == replace(
        SPEC,
        settings=TrainingSettings(optimizer="adam", epochs=3, learning_rate=0.002),
        arguments={"factor": 2, "kernels": 16},
        own=None,
    )


def test_without_a_search_a_training_is_as_it_was_handed_over():
    assert with_answer(SPEC, None) is SPEC


@pytest.mark.parametrize("text", ["training: 3", "training: {batches: 2}\nmodel: {}", "{"])
def test_what_is_no_answer_is_refused_by_name(tmp_path, text):
    best = tmp_path / "best.yaml"
    best.write_text(text)
    with pytest.raises(StudyError, match=r"best\.yaml: is no answer"):
        with_answer(SPEC, best)
