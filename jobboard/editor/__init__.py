"""Writing Markdown in the admin: a plain text area that scripts make into an editor.

The scripts stand in ``static/js/admin/``; without them the text area works as ever.
"""
