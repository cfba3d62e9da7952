"""From mentions to entities: arbitration, coreference, registries and gazetteers."""
