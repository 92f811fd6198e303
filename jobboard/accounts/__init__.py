"""Who signs in, and what is kept about them: codes by e-mail, second factors, one's own data."""
