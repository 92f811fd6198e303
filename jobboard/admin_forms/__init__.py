"""What forms of the admin share: safe editing by several people, unsaved text, preview, actions."""
