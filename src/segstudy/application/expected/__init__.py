"""What a study is expected to take: time, memory and disk, before it runs."""
