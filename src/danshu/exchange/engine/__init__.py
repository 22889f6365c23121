"""From an uploaded file to records and back: receiving, staging, checking, running, undoing."""
