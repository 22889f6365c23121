"""Pages of sign-in, personal settings and the organisation."""
