"""Janus VideoRoom as a call: browsers talk to us, and only we talk to Janus."""
