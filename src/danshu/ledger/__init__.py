"""Double-entry money: balanced by the database, append-only."""
