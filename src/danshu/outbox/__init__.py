"""Events as rows of the same transaction, delivered by background jobs."""
