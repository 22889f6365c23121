"""What happens by itself: rules that administrators lay down (SYS-029)."""
