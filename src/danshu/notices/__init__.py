"""Messages to people: bell, outgoing queue."""
