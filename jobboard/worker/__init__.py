"""``manage.py work``, beside the web server: due mail, background tasks, and a timetable.

Any number of workers, on any number of machines, share the work. A room adds to the timetable with
``timetable.add(Entry(…))`` in its app's ``ready()``.
"""
