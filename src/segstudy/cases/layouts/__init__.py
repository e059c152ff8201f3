"""Ways in which data is laid out on disk. A new one is a file here and a line in `registry.py`."""
