"""Push-back in the call itself: what the room wants of it, made true, read back, and said."""
