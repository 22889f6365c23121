"""All parts with invented data, for looking at them and for the browser tests; never served in production."""
