"""Tests that belong to no single module."""
