"""What changes attachments and notes."""
