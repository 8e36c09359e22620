"""What holds for all tests."""

from hypothesis import settings

# A deadline measures what else the machine does.
settings.register_profile("hotline", deadline=None)
settings.load_profile("hotline")
