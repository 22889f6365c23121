"""The currencies that documents may have, and their rates to the company's own (CAT-020)."""
