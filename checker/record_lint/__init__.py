"""What is questionable in a record that can be used: its sources, its links, the order of its events, whom its words endanger."""
