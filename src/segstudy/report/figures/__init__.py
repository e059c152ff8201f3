"""The report's figures, one kind a module; each returns inline SVG."""
