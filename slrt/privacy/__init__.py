"""What persons may ask about their own data: taken down at the counter, decided by the officer for data protection."""
