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

    Args:
        raw: nnUNet_raw.
        preprocessed: nnUNet_preprocessed.
        results: nnUNet_results.
        processes: Of preprocessing and export.
        augmenting: Processes that augment, for a training only: nnU-Net's planner reads the same variable as its
            number of threads, which cannot be none.
        on_gpu: Whether it computes on a GPU, where nnU-Net may compile its network.
    """
    folders = {"nnUNet_raw": raw, "nnUNet_preprocessed": preprocessed, "nnUNet_results": results}
    variables = {name: os.path.abspath(folder) for name, folder in folders.items() if folder is not None}  # noqa: PTH100
    variables["nnUNet_def_n_proc"] = str(processes)
    if augmenting is not None:
        variables["nnUNet_n_proc_DA"] = str(augmenting)
    if not on_gpu:
        variables["nnUNet_compile"] = "f"
    return variables
