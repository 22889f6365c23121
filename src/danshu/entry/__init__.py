"""Assembly: settings, addresses, API root, command line, middleware."""
