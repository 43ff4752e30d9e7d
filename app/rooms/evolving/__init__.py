"""How each event changes the room, one file per subject."""
