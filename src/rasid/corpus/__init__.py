"""Many articles: batches in worker processes."""
