"""The test harness keeps its own promises."""
