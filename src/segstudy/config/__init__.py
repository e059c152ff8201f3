"""The study's configuration: one file a section, one typed object for the whole."""
