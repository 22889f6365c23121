"""Pages of customers, contacts and addresses."""
