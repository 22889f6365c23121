"""What names, passwords, addresses and units must be like; refusals with their texts."""
