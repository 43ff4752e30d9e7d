"""What is judged, one file per promise; each judge is a pure function of the evidence."""
