"""The house rules of the Lamplight Courier, which does not exist, as data: see ``rules/``. ihl-checker reads the folder and never runs this file."""
