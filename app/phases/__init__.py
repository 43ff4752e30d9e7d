"""Floor 0: phases, moves, plans and timers as values and functions; no I/O, clock or chance."""
