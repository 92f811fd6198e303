"""What keeps an editor's words safe and in sight: preview, unsaved text, who saved first."""
