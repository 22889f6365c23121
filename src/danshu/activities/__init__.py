"""Dealings with customers: what was said, what is planned, what is to be done."""
