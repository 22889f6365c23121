"""Django's PostgreSQL behind a pooler in transaction mode: see base.py and docs/pooler.md."""
