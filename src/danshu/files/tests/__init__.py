"""Tests of attachments and notes."""
