"""Floor between rooms and the world: who may come in, and by what; chance and time are given."""
