from segstudy.config.sections.training import TrainingSettings
from segstudy.plan.described import described_run
from segstudy.plan.hyperparameters import Hyperparameters


def described(plan, name):
    model, made_with = described_run(plan, plan.runs[name])
    assert Hyperparameters.from_plain(made_with.to_plain()) == made_with
    return model, made_with.in_full()


def test_a_training_is_described_by_all_its_hyper_parameters(plan):
    model, made_with = described(plan, "plain")
    assert model == {"enet": {"kernels": 8, "factor": 2}}
    settings = TrainingSettings(epochs=3, batch=4, threads=1).model_dump(mode="json")
    assert made_with == settings and list(made_with) == list(settings)


def test_what_a_search_finds_is_marked_and_what_the_arm_says_wins(plan):
    _, made_with = described(plan, "nested")
    assert made_with["learning_rate"] == "tuned"
    assert made_with["plateau"] == {"factor": "tuned", "patience": "tuned"}
    assert (made_with["batch"], made_with["epochs"]) == (2, 3)
    assert described(plan, "once")[1]["plateau"] == {"factor": 0.5, "patience": 5}


def test_views_say_what_they_show_and_where_they_lie(plan):
    _, made_with = described(plan, "polar")
    assert made_with["representation"]["size"] == 64 and made_with["source arm"] == "plain"
    assert "representation" not in described(plan, "plain")[1]


def test_what_is_not_trained_here_says_so(plan):
    assert described(plan, "mean") == ("ensemble", {"training": "none", "members": ["plain", "volumes", "nnunet"]})
    model, made_with = described(plan, "sam2")
    assert model == "sam2_prompted"
    assert (made_with["training"], made_with["source arm"], made_with["prompts"][0]) == ("none", "polar", "box")
    assert described(plan, "video_oracle")[1]["prompts"] == ["mask"]
    model, made_with = described(plan, "nnunet")
    assert model == {"nnunet": {"configuration": "2d", "patch": [32, 32], "epochs": 2}}
    assert made_with["planner"] == "ExperimentPlanner"
