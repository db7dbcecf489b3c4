"""Pages of public services."""
