"""What nnU-Net reads from the environment; a job sets it before it imports nnU-Net."""

import os

# Of the one dataset a folder of this study's holds.
DATASET = "Dataset001_study"


def nnunet_environment(
    *,
    raw: str | os.PathLike[str] | None = None,
    preprocessed: str | os.PathLike[str] | None = None,
    results: str | os.PathLike[str] | None = None,
    processes: int = 1,
    augmenting: int | None = None,
    on_gpu: bool = False,
) -> dict[str, str]:
    """Environment variables of one job.

    processes: of preprocessing and export. augmenting: processes that augment, for a training only: nnU-Net's
    planner reads the same variable as its number of threads, which cannot be none.
    """
    folders = {"nnUNet_raw": raw, "nnUNet_preprocessed": preprocessed, "nnUNet_results": results}
    told = {name: os.path.abspath(folder) for name, folder in folders.items() if folder is not None}  # noqa: PTH100
    told["nnUNet_def_n_proc"] = str(processes)
    if augmenting is not None:
        told["nnUNet_n_proc_DA"] = str(augmenting)
    if not on_gpu:
        told["nnUNet_compile"] = "f"
    return told
