"""Pages that belong to the shell itself: preferences, palette, gallery."""
