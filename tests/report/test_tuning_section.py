import copy
import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from segstudy.report.methods import methods
from segstudy.report.searches import read_searches
from segstudy.report.sections.tuning import tuning
from segstudy.running.errors import StudyError

SEARCH = {"preparation": "full", "trials": 12, "space": {"learning_rate": {"low": 1e-4, "high": 1e-2, "log": True},
          "model.kernels": {"low": 16, "high": 64, "step": 16}, "optimizer": ["adam", "adamw"]}}  # fmt: skip
KNOWN = {"known": {"learning_rate": 1e-3, "model": {"kernels": 32}}}


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>|&nbsp;", " ", html).split())


def write_search(folder: Path, fold: int) -> None:
    """Twelve trials; the sixth is the best complete one, a later pruned one stands higher."""
    folder.mkdir(parents=True)
    values = [0.41, 0.52, 0.3, 0.61, 0.6, 0.7 + fold / 100, 0.55, 0.9, None, None, 0.66, 0.65]
    states = ["complete"] * 7 + ["pruned", "failed", "skipped"] + ["complete"] * 2
    table = pd.DataFrame({"trial": range(12), "state": states, "value": values})
    complete = table["value"].where(table["state"] == "complete")
    table["best"] = complete.cummax().ffill()
    table["epochs"], table["seconds"] = 20, 61.0
    table["learning_rate"] = [1e-4 * 1.4**place for place in range(12)]
    table["model.kernels"], table["optimizer"] = 32, ["adam", "adamw"] * 6
    table.to_csv(folder / "trials.csv", index=False)
    shares = pd.DataFrame({"parameter": ["learning_rate", "model.kernels", "optimizer"], "importance": [0.7, 0.2, 0.1]})
    shares.to_csv(folder / "importance.csv", index=False)
    (folder / "best.yaml").write_text(yaml.safe_dump({"training": {}, "model": {}, "trial": 5, "fold": fold}))


@pytest.fixture
def tuned_input(made_input, tmp_path):
    """The made-up study with arms tuned by a nested search, by one made once, and by a known answer."""
    config = copy.deepcopy(made_input.facts.config)
    config["tuning"] = {"wide": SEARCH, "early": {**SEARCH, "scope": {"fold": 1}}, "published": KNOWN}
    for arm, name in zip(config["arms"][1:], ("wide", "early", "published"), strict=True):
        arm["tuned"], arm["model"] = name, "enet"
    for fold in range(3):
        write_search(tmp_path / f"tuned/wide/fold-{fold}", fold)
    write_search(tmp_path / "tuned/early", 1)
    facts = dataclasses.replace(made_input.facts, config=config)
    return dataclasses.replace(made_input, facts=facts, searches=read_searches(tmp_path, facts.settings))


def test_a_study_without_tuning_has_no_such_section(made_input):
    assert tuning(made_input) is None
    assert "Tuning" not in [heading for heading, _ in methods(made_input)[0]]


def test_every_part_is_read(tuned_input):
    assert [(part.search, part.fold) for part in tuned_input.searches] == [
        *(("wide", fold) for fold in range(3)),
        ("early", 1),
    ]
    assert tuned_input.searches[0].trials["value"].max() == 0.9


def test_the_section_says_who_took_part_in_a_search(tuned_input):
    text = plain(tuning(tuned_input).html)
    assert "Nested: a search of its own for every fold" in text
    assert "Once, on fold 1: one search on the training part of that fold" in text
    assert "The 8 patients tested in other folds took part in the search" in text
    assert "for the 4 patients tested in fold 1 only" in text
    assert "hyper-parameters found elsewhere: learning rate 0.001, model kernels 32" in text


def test_best_values_and_fates_stand_in_the_table(tuned_input):
    rows = re.findall(r"<tr><th scope=.*?</tr>", tuning(tuned_input).html, re.S)
    assert plain(rows[2]) == "2 0.720 5 0.000538 32 adamw 9 complete, 1 pruned, 1 failed, 1 skipped 12 min 12 s"


def test_charts_mark_every_trial_that_has_a_value(tuned_input):
    charts = re.findall(r"<svg.*?</svg>", tuning(tuned_input).html, re.S)
    assert len(charts) == 4
    assert charts[0].count("complete: ") == 27
    assert charts[0].count("pruned: ") == 3
    assert "fold 2, trial 5, complete: 0.720" in charts[0]
    assert "learning_rate 0.70; model.kernels 0.20; optimizer 0.10" in charts[1]


def test_methods_tell_the_space_and_cite(tuned_input):
    paragraphs, references = methods(tuned_input)
    text = dict(paragraphs)["Tuning"]
    assert "learning rate (0.0001 to 0.01, logarithmic)" in text
    assert "kernels (16 to 64, in steps of 16)" in text
    assert "once, on the training part of fold 1" in text
    assert sum("Optuna" in reference or "Bergstra" in reference for reference in references) == 2


def test_a_broken_search_is_told(tuned_input, tmp_path):
    (tmp_path / "tuned/early/best.yaml").write_text("a: [")
    with pytest.raises(StudyError, match=r"tuned/early/best\.yaml: cannot be read"):
        read_searches(tmp_path, tuned_input.facts.settings)
