"""From raw text to sentences and tokens, with offsets into the original kept exact."""
