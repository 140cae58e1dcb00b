"""Processes that answer queries of the store and can be killed; what they answer, and how it is sent."""
