"""The parameter register of the specification, one file per part; importing a file declares its parameters."""
