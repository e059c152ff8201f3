from pathlib import Path

from segstudy.nnunet.environment import nnunet_environment


def test_folders_are_absolute_and_those_that_a_job_needs_not_are_not_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    variables = nnunet_environment(preprocessed="a/b", processes=3)
    assert variables == {
        "nnUNet_preprocessed": str(Path(tmp_path, "a/b")),
        "nnUNet_def_n_proc": "3",
        "nnUNet_compile": "f",
    }


def test_training_augments_in_processes_and_may_compile_on_a_gpu_alone():
    variables = nnunet_environment(raw="/r", results="/s", augmenting=0, on_gpu=True)
    assert variables == {"nnUNet_raw": "/r", "nnUNet_results": "/s", "nnUNet_def_n_proc": "1", "nnUNet_n_proc_DA": "0"}
