"""What tests need: a PostgreSQL of their own, a closed network, a browser, and the list of covered requirements."""
