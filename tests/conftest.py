"""What the tests outside the modules share; everything else comes from danshu.testing."""
