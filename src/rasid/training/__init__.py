"""Training of the bundled models; nothing here is needed to extract. torch and stanza are imported where used."""
