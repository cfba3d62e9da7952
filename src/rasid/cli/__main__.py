"""``python -m rasid.cli`` is ``rasid``."""

from rasid.cli import main

main()
