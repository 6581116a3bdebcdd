"""The demo press: a fictional region's media, and the story that the demo works through."""
