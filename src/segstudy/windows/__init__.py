"""Windows that slide over a volume which is too large to be seen at once."""
