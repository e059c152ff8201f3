from segstudy.plan.inputs.training import search_answer, start_files, trained_files, training_caches
from segstudy.plan.inputs.tuning import earlier_trials, search_files, trial_caches, trials


def cases_in(files):
    return {file.rsplit("/", 1)[1].partition(".")[0] for file in files}


def test_a_training_reads_its_training_and_validation_part_and_copies_of_the_former(plan):
    name = plan.runs["augmented"].training
    training, validation = plan.split(1)
    files = training_caches(plan, name, 1, "image")
    prepared = [f"results/s/prepared/full/{case}.image.b2nd" for case in training]
    augmented = [f"results/s/augmented/full/affine/{case}.image.b2nd" for case in training]
    assert files == [*prepared, *augmented, *(f"results/s/prepared/full/{case}.image.b2nd" for case in validation)]
    held_out = {case for case, fold in plan.folds.items() if fold == 1}
    assert held_out and not held_out & cases_in(files)
    assert [file.replace(".image.", ".label.") for file in files] == training_caches(plan, name, 1, "label")


def test_a_smaller_share_reads_fewer_cases(plan):
    names = [plan.runs[run].training for run in ("once", "plain")]
    few, every = (cases_in(training_caches(plan, name, 0, "image")) for name in names)
    assert few < every


def test_a_training_waits_for_the_answer_of_its_fold_or_of_the_one_search(plan):
    answers = {run: search_answer(plan, plan.runs[run].training, 0) for run in ("plain", "nested", "once")}
    assert answers == {
        "plain": [],
        "nested": ["results/s/tuned/nested/fold-0/best.yaml"],
        "once": ["results/s/tuned/once/best.yaml"],
    }


def test_a_training_reads_the_weights_it_begins_with(make_plan, tmp_path):
    weights = tmp_path / "encoder.safetensors"
    weights.touch()
    arms = [
        {"name": "plain", "preparation": "raw"},
        {"name": "encoder", "model": {"smp_unet": {"encoder_weights": str(weights)}}, "preparation": "raw"},
        {"name": "sam2", "model": {"sam2_tuned": {"checkpoint": str(tmp_path)}}, "preparation": "unit"},
        {"name": "random", "model": {"sam2_tuned": {"checkpoint": "random"}}, "preparation": "unit"},
    ]
    plan = make_plan(
        arms=arms, preparations={"raw": {}, "unit": {"normalize": "unit", "clip_hu": [-1000, 1000]}}, tuning={}
    )
    started = {run: start_files(plan, plan.runs[run].training) for run in plan.runs}
    checkpoint = [str(tmp_path / name) for name in ("config.json", "model.safetensors")]
    assert started == {"plain": [], "encoder": [str(weights)], "sam2": checkpoint, "random": []}


def test_every_training_leaves_its_files_on_every_fold(plan):
    files = trained_files(plan, "model.yaml", "cost.json")
    assert len(files) == len(set(files)) == len(plan.trainings) * 2 * 2
    assert f"results/s/trained/{plan.runs['nnunet'].training}/fold-1/cost.json" in files


def test_trials_learn_from_the_training_part_of_their_fold_and_from_earlier_rounds(plan):
    held_out = {case for case, fold in plan.folds.items() if fold == 1}
    files = trial_caches(plan, "nested/fold-1", "image")
    assert cases_in(files) == set(plan.labelled) - held_out
    assert any(file.startswith("results/s/augmented/full/affine/") for file in files)
    assert earlier_trials(plan, "nested/fold-1", 1) == []
    earlier = [f"results/s/tuned/nested/fold-1/trials/{number}.json" for number in range(2)]
    assert earlier_trials(plan, "nested/fold-1", 2) == earlier
    assert trials(plan, "nested/fold-1") == [*earlier, "results/s/tuned/nested/fold-1/trials/2.json"]
    assert len(search_files(plan)) == 3 * 3
