"""The trail of what was changed or refused, and the keys that make repeats harmless."""
