import json
import math

from segstudy.comparison.costs import total_costs


def record(path, **values):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))
    return path


def test_costs_are_summed_over_folds_and_cases_and_shared_trainings_count_for_each_arm(tmp_path):
    trained = [
        record(tmp_path / "trained" / name / f"fold-{fold}" / "cost.json", seconds=seconds, max_memory_mb=memory)
        for name, fold, seconds, memory in [("a", 0, 10, 300), ("a", 1, 20, 500), ("a.b", 0, 7, 100)]
    ]
    predicted = [
        record(tmp_path / "inferred" / name / f"{case}.cost.json", seconds=seconds)
        for name, case, seconds in [("a", "P1", 1.5), ("a", "P2", 2.5), ("a.b", "P1", 4)]
    ]
    costs = total_costs({"plain": ["a"], "cleaned": ["a"], "other": ["a.b"], "none": []}, trained, predicted)
    assert costs["plain"] == {"training_seconds": 30, "training_max_memory_mb": 500, "prediction_seconds": 4.0}
    assert costs["cleaned"] == costs["plain"]
    assert costs["other"]["training_seconds"] == 7
    assert math.isnan(costs["none"]["training_max_memory_mb"])
