"""What editors see of the market: postings, companies, boards, queues, words and figures."""

from listings.admin import company, listing, readonly, review, source, taxonomy
