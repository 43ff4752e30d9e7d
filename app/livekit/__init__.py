"""A LiveKit server as the call of a meeting: locks by its permissions, guarded by its webhooks."""
