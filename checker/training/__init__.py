"""The classroom: scenarios, lessons, exercises and papers, with answers that the engine computes."""
