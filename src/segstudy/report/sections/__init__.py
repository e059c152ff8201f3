"""The report's sections, one a module; each turns the input into HTML."""
