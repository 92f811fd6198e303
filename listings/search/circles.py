"""Which places lie in a circle: on a sphere, in SQL and in Python."""

from collections.abc import Iterable
from math import asin, cos, degrees, radians, sin, sqrt

from django.db.models import F, FloatField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual

from listings.reading.regions import Circle

EARTH_KM = 6371.0


def within(circles: Iterable[Circle]) -> Q:
    """Places in any of the circles; none where there is no circle."""
    condition = Q(pk__in=[])
    for circle in circles:
        near = Q(LessThanOrEqual(_kilometres_from(circle), Value(float(circle.km))))
        condition |= _box(circle) & near
    return condition


def lies_within(circle: Circle, latitude: float, longitude: float) -> bool:
    """The same for one point (degrees)."""
    if abs(latitude - circle.latitude) > degrees(circle.km / EARTH_KM):
        return False
    north = sin(radians(latitude - circle.latitude) / 2)
    east = sin(radians(longitude - circle.longitude) / 2)
    shrunk = cos(radians(latitude)) * cos(radians(circle.latitude))
    return 2 * EARTH_KM * asin(sqrt(min(1.0, north**2 + shrunk * east**2))) <= circle.km


def _box(circle: Circle) -> Q:
    """Latitudes and longitudes that the circle touches; all longitudes where it holds a pole."""
    reach = degrees(circle.km / EARTH_KM)
    low, high = circle.latitude - reach, circle.latitude + reach
    box = Q(latitude__range=(low, high))
    if low <= -90 or high >= 90:
        return box
    wide = reach / cos(radians(max(abs(low), abs(high))))
    west, east = circle.longitude - wide, circle.longitude + wide
    condition = Q(longitude__range=(west, east))
    if west < -180:
        condition |= Q(longitude__gte=west + 360)
    if east > 180:
        condition |= Q(longitude__lte=east - 360)
    return box & condition


def _kilometres_from(circle: Circle) -> Combinable:
    latitude = Radians(F("latitude"))
    north = Sin((latitude - Value(radians(circle.latitude))) / 2.0)
    east = Sin(Radians(F("longitude") - Value(circle.longitude)) / 2.0)
    shrunk = Cos(latitude) * Value(cos(radians(circle.latitude)))
    half_chord = Power(north, Value(2.0)) + shrunk * Power(east, Value(2.0))
    root = Sqrt(Least(half_chord, Value(1.0)), output_field=FloatField())
    return ASin(root) * Value(2 * EARTH_KM)
