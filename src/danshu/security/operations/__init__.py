"""What this module changes."""
