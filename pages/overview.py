"""Where am I, and what next? Three ways to start, the study in figures, the next steps."""

from pages.ui import navigation, overview

navigation.guard()
overview.show()
