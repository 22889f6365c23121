"""The recycle bin: deleted records as whole graphs, restorable, purged in time."""
