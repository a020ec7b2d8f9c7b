"""The steps, in the order data flows. No step imports another."""
