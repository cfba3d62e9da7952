"""Reports in the forms that other programs read, and as tables for people."""
