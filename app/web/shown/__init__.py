"""The shapes of what the server sends: a second description, as a schema and as a fence."""
