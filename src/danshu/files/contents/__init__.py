"""What an uploaded file is, by its content; the name is only compared with it (COM-016, ASVS V5)."""

from danshu.files.contents.examining import ACCEPTED, Checked, examine

__all__ = ["ACCEPTED", "Checked", "examine"]
