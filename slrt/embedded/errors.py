class EmbeddedError(RuntimeError):
    """The embedded database or broker cannot run; the message is a sentence for the person at the terminal."""
