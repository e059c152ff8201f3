from segstudy.plan.specs.nnunet import nnunet_fold_spec, nnunet_workers


def test_a_fold_is_planned_with_its_own_patients(plan):
    (prepared,) = plan.nnunet_folds
    for fold in plan.fold_numbers:
        spec = nnunet_fold_spec(plan, prepared, fold)
        assert not {*spec.training} & {*spec.validation}
        assert all(plan.folds[case] != fold for case in (*spec.training, *spec.validation))
        assert spec.annotated.keys() == {*spec.training, *spec.validation}
        assert spec.modality == "ct" and spec.organs == plan.organs and spec.settings.configuration == "2d"


def test_a_training_has_as_many_cores_as_processes_augment(make_plan):
    for workers, cores in ((0, 1), (3, 3)):
        arm = {"name": "n", "model": {"nnunet": {"configuration": "2d", "workers": workers}}}
        plan = make_plan(arms=[arm], comparisons={"baseline": "n"}, tuning={})
        (name,) = plan.nnunet_trainings
        assert nnunet_workers(plan, name) == cores
