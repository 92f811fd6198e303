"""Pages of guides, roles, comparisons and the glossary: one file for each kind of page."""
