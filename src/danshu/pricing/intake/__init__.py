"""Prices taken over from spreadsheets: whose they are, what they replaced, and the way back."""
