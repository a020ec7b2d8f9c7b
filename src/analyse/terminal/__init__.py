"""What the command line shows: live progress, tables, the ledger."""
