"""What openings pay and ask for: dated figures, their pages, pictures and downloads."""
