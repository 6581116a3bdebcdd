"""What `dragoman doctor` looks at: one small function a thing, each yielding findings."""
