"""``{% load clusters %}``: what a card says of all the near-identical postings behind it."""

from django import template

from listings.search.clusters import pay_together, places_together

register = template.Library()
register.filter(pay_together)
register.filter(places_together)
