"""Faults that others found in systems like this one, each under its id."""
