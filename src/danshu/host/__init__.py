"""The machine under Danshu: data folder, embedded PostgreSQL, database roles, processes, assets.

Imports nothing else of danshu and no Django, so that it works before either is configured.
"""
