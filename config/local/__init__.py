"""The services a laptop or a CI machine needs, run by our own code: database, broker, and everything `dev` does."""
