"""Other systems are told what happens here: signed webhooks, and the robots of chat groups (SYS-030)."""
