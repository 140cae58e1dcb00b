"""Requests that mean no good, and the server that they are sent to."""
