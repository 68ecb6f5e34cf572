"""Retention Lab's method library: pure functions of frames and numbers, usable without the app."""
