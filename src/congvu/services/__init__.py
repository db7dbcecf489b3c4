"""What people come for. Thin; services never import one another."""
