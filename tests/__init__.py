"""Tests of Retention Lab; the folders mirror the source tree."""
