"""The Call Control Contract: push-back in a call that somebody else makes, without code of ours."""
