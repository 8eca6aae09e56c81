"""A site for editors who will not open a terminal: the desk in the page, lessons, scenarios, and the rules in plain words; static, offline, nothing fetched and nothing kept."""
