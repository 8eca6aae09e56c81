"""Explanations and findings in the forms in which they leave the program."""
