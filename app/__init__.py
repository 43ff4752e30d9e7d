"""Pushback: the frame of a Balint group meeting, held by a server."""
