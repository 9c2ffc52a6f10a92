"""The API for work without signal: what devices send, what they ask, and what they take along."""
