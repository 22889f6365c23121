"""Stores of the company: where they are, who runs them, whether they take orders."""
