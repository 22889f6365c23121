"""Pages of attachments and notes."""
