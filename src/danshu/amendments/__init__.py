"""Change orders: what was agreed is changed as a proposal with its consequences in view (bone 10)."""
