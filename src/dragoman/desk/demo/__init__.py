"""A whole desk on the demo press, worked through by its staff with the real services."""
