"""Floor 2: how nodes tell each other that something happened; hints and shares, never truth."""
