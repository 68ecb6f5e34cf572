"""The real studies that come with the laboratory: their data, where these come from, and their codebooks."""
