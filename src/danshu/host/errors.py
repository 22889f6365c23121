"""What the machine can refuse."""


class HostError(RuntimeError):
    """Something outside Danshu is missing or not usable; the text says what to do about it."""
