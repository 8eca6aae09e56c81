"""What a report for people says, the same in HTML, Word and Markdown: built from checked records, without any layout."""
