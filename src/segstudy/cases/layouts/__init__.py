"""Ways in which data is laid out on disk. A new one is a file here and an entry in `config.sections.layouts`."""
