"""What other programs read: CSV and JSON tables."""
