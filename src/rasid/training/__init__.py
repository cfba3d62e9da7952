"""Training of the bundled models. Nothing here is needed to extract; torch and stanza are imported where they are used."""
