"""Records from and to the files of other programs: tables, workbooks, survey forms, archives."""
