"""Work without signal, the server's half: devices and keys, sealed envelopes, and what becomes of what arrives."""
