"""Users, units, sign-in: who somebody is."""
