"""How fast and how small a node is, beside a plain broadcast loop measured in the same call."""
