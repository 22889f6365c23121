"""Pages of the money ledger; read only."""
