"""A paper as it is handed out: sheets for learners and trainers, and files for learning platforms. One module a form, none of which knows another."""
