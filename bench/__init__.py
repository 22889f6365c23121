"""How fast Danshu is, measured against hand-written SQL on the same database in the same run."""
