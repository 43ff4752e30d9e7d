"""What is played at a stand, as values."""
