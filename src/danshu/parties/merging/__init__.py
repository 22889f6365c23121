"""Taking one customer into another: what moves, what contradicts, which values stay, and the way back (CUS-003)."""
