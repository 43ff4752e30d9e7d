"""Floor 1: one meeting as a room; decide, evolve and project are pure, the rest a thin rim."""
