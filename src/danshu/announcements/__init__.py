"""Announcements of the company to its people (系统公告, ACC-025)."""
