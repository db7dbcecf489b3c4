"""Shared modules in one fixed order: what every service stands on."""
