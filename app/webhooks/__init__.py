"""Webhooks: what operators' servers are told of meetings, and how it is brought to them."""
