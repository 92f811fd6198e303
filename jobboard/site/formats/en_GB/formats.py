"""Times as the board's own pages write them, 14:30, where Django's en-GB says 2:30 p.m."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
