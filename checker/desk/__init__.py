"""The editor's desk: what a newsroom might do with one item, under each of several policies, from as few questions as can settle it."""
