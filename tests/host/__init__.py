"""The machine under Danshu: real servers, real kills."""
