from segstudy.running.silent_logs import remove_silent_logs


def test_only_empty_logs_go(tmp_path):
    logs = tmp_path / "logs"
    (logs / "train").mkdir(parents=True)
    for name, text in (("train/fold-0.log", "epoch 1"), ("train/fold-1.log", ""), ("run.lock", ""), ("a.log", "")):
        (logs / name).write_text(text)
    remove_silent_logs(str(tmp_path))
    assert sorted(path.name for path in logs.rglob("*") if path.is_file()) == ["fold-0.log", "run.lock"]
    remove_silent_logs(str(tmp_path / "nowhere"))
