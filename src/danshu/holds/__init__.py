"""Time-boxed claims on anything scarce."""
