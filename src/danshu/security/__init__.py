"""The log of attempts that had no effect, and the hint when somebody makes many (SYS-032)."""
