"""The demo press and its story."""
