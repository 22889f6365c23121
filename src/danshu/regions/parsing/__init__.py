"""Understands an address that somebody copied from a message: who, which telephone, where."""
