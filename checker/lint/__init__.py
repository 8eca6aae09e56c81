"""What is questionable in a rulebook that can be used: texts, facts, parts of a rule, pairs of rules."""
