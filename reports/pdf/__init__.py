"""Papers drawn from a snapshot."""
