"""What people come for. Thin; services never import one another; delete a folder, delete a service."""
