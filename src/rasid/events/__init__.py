"""Event facts: triggers, roles, tolls, sources, time and place, and the merging of their tellings."""
