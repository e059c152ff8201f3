import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file
from torch import nn

from segstudy.config.sections.mean_teacher import MeanTeacherSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.training.fold import train_fold
from segstudy.training.mean_teacher import MeanTeacher
from segstudy.training.optimizer import make_optimizer
from segstudy.training.precision import Precision
from segstudy.training.progress import Progress
from segstudy.training.schedule import make_schedule
from segstudy.training.spec import TrainingSpec


@pytest.fixture
def teacher(toy_cases):
    return MeanTeacher(toy_cases[:2], MeanTeacherSettings(ramp=0.5), epochs=10, batch=4, seed=3)


def test_its_weight_rises_to_its_height_and_stays(teacher):
    weights = [teacher.weight(epoch) for epoch in range(1, 11)]
    assert weights[:5] == sorted(weights[:5]) and weights[4:] == [0.1] * 6
    assert weights[0] == pytest.approx(0.1 * math.exp(-5 * 0.8**2))


def test_both_see_the_same_slices_under_other_noise_that_follows_from_epoch_and_batch(teacher):
    own, other = teacher.images(1, 0)
    assert own.shape == other.shape == (4, 1, 32, 32)
    assert (own - other).std().item() == pytest.approx(0.1 * math.sqrt(2), rel=0.05)
    assert torch.equal(own, teacher.images(1, 0)[0])
    assert not torch.equal(own, teacher.images(1, 1)[0]) and not torch.equal(own, teacher.images(2, 0)[0])


@pytest.fixture
def progress():
    torch.manual_seed(0)
    network, settings = nn.Conv2d(1, 3, 3, padding=1), TrainingSettings(threads=1)
    optimizer = make_optimizer(network, settings)
    made = Progress(network, optimizer, make_schedule(optimizer, settings), Precision(torch.device("cpu")))
    made.keep_average(0.99)
    return made


def test_the_student_moves_towards_its_average_which_learns_nothing_itself(teacher, progress):
    with torch.no_grad():
        progress.network.weight += 0.5
    disagreement = teacher(progress, 10, 0, 1)
    assert all(weight.grad is None for weight in progress.average.parameters())
    gradient = progress.network.weight.grad.clone()
    assert gradient.abs().sum() > 0 and disagreement > 0
    progress.network.zero_grad()
    teacher(progress, 10, 0, 2)
    torch.testing.assert_close(progress.network.weight.grad, gradient / 2)
    with torch.no_grad():
        progress.network.weight -= 20 * gradient
    assert teacher(progress, 10, 0, 1) < disagreement


@pytest.fixture
def spec(toy_caches):
    names = [Path(cache.stem).name for cache in toy_caches]
    return TrainingSpec(
        model="enet",
        builder=MODELS["enet"],
        arguments={"kernels": 4, "factor": 2},
        settings=TrainingSettings(epochs=1, batch=4, threads=1, ema=0.99),
        seed=5,
        organs={"disc": 3, "bar": 9},
        preparation={},
        training=(names[0],),
        validation=(names[3],),
        annotated=dict.fromkeys((names[0], names[3]), ("disc", "bar")),
    )


def test_scans_are_learned_from_though_they_have_no_label_map(spec, toy_caches, tmp_path):
    image = Path(f"{toy_caches[1].stem}.image.b2nd")
    bare = tmp_path / "bare" / image.name
    bare.parent.mkdir()
    bare.write_bytes(image.read_bytes())
    stems = [toy_caches[0].stem, str(bare).removesuffix(".image.b2nd"), toy_caches[3].stem]
    case = bare.name.partition(".")[0]
    taught = replace(spec, mean_teacher=MeanTeacherSettings(weight=10, ramp=0.01), bare=(case,))
    train_fold(taught, stems, tmp_path / "state", "1", tmp_path / "one")
    train_fold(spec, [stems[0], stems[2]], tmp_path / "state", "1", tmp_path / "two")
    one, two = (load_file(tmp_path / name / "weights.safetensors") for name in ("one", "two"))
    assert not all(torch.equal(one[name], two[name]) for name in one)
    model = yaml.safe_load((tmp_path / "one/model.yaml").read_text())
    assert model["mean_teacher"] == [case] and case not in model["training"]


def test_its_average_forgets_the_first_weights_though_steps_are_few():
    network = nn.Linear(1, 1, bias=False)
    settings = TrainingSettings(threads=1)
    optimizer = make_optimizer(network, settings)
    progress = Progress(network, optimizer, make_schedule(optimizer, settings), Precision(torch.device("cpu")))
    progress.keep_average(0.99, rising=True)
    for value in (1.0, 2.0, 6.0, 7.0):
        nn.init.constant_(network.weight, value)
        progress.average.update_parameters(network)
    assert progress.average.module.weight.item() == pytest.approx(4.0)
