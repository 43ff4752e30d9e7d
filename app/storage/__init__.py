"""Floor 2: the log, the rows of connection and the record, in SQLite or PostgreSQL."""
