"""Pages of roles, rights and the first start."""
