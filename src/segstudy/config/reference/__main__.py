"""Write docs/keys.md and studies/schema.json anew: `python -m segstudy.config.reference`, in the repository's root."""

from segstudy.config.reference.files import reference_files


def main() -> None:
    """Write both files below the folder that this is called in."""
    for path, text in reference_files().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
