"""What people type is understood before it is matched: ``understand(q, table)``.

``reading`` is the pure function, ``table`` the phrases it reads by, ``current`` keeps the table of
the board's rows. ``parts`` says what comes out.
"""
