"""An interview that ends in a record: what to ask next, and what an answer makes of the record. Nothing here prompts, prints or touches a file."""
