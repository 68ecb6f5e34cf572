"""Gates: what the architecture forbids, each with a test that plants a violation and sees red."""
