"""Shared parts of the screens: shell, lists, forms, detail pages, dialogs. No tables, no business."""
