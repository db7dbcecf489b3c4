"""Công Vụ: the shared digital platform of the agencies of the political system."""

__version__ = "0.1.0"
