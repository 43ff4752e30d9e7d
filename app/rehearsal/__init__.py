"""A whole meeting with bots over real sockets: to show, to test, to learn the wire by."""
