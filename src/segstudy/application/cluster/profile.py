"""The project's profile for SLURM, with what one cluster says of itself in the place of what is marked EDIT."""

import re

from segstudy.application.cluster.partitions import ask

# Below so many seconds, a job that ended is forgotten by the controller before it is asked after.
SHORTEST_MEMORY = 120
_MODEL = re.compile(r"^  \w+: \{gpu_model: [^}]+\}\n", re.MULTILINE)
_ACCOUNT = re.compile(r"^  slurm_account: .*\n", re.MULTILINE)
_STATUS = re.compile(r"^slurm-status-command: squeue$", re.MULTILINE)


def filled_in(text: str, account: str | None, model: str | None, forgets_early: bool) -> str:
    """The profile's `config.yaml` for a cluster.

    Args:
        text: The project's own.
        account: Who pays; None where nobody does.
        model: The GPU model to ask for; None asks for any.
        forgets_early: Whether the controller forgets jobs before they are asked after.
    """
    text = _ACCOUNT.sub(f"  slurm_account: {account}\n" if account else "", text)
    text = _MODEL.sub(lambda line: re.sub(r"gpu_model: \S+\}", f"gpu_model: {model}}}", line[0]) if model else "", text)
    return _STATUS.sub("slurm-status-command: sacct", text) if forgets_early else text


def accounts() -> list[str]:
    """The accounts that this user may name; the one by default first."""
    import getpass

    said = ask("sacctmgr", "--noheader", "--parsable2", "show", "user", getpass.getuser(), "withassoc",
               "format=account,defaultaccount")  # fmt: skip
    rows = [line.split("|") for line in said.splitlines() if "|" in line]
    names = [default for _, default in rows if default] + [account for account, _ in rows if account]
    return list(dict.fromkeys(names))


def forgets_early() -> bool:
    """Whether jobs that ended are forgotten soon."""
    match = re.search(r"^MinJobAge\s*=\s*(\d+)", ask("scontrol", "show", "config"), re.MULTILINE)
    return match is not None and int(match[1]) < SHORTEST_MEMORY
