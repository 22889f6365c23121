"""Attachments and notes on every record: hostile files refused, bytes by digest, access as the record's. Knows no business."""
