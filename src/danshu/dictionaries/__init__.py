"""Simple value lists that all behave alike."""
