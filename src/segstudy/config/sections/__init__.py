"""The keys of a study file, section by section."""
