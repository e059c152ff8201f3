"""The report's pictures, one kind a module; each returns inline SVG."""
