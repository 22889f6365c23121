"""Spreadsheets in and out: safe reading, mapping, dry run, resumable import, undo, export. Knows no business."""
