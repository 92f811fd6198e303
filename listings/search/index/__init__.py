"""Browsing answered from memory: which postings meet a search, and how many each facet would give.

A *document* is a posting that is published and no open application. A *part* is an immutable set
of documents, numbered 0, 1, 2 … by the time they were posted, so the newest has the highest
number. For each value of each facet it has the set of documents that have it, as a roaring bitmap:
meeting several filters is an intersection, counting is the size of one.

The index of a process is one large part, mapped from a file that all processes share, and a small
one with what has changed since; documents of the large part that changed are masked there.

What is searched is each posting; what is counted and listed is a cluster of near-identical ones.

===================  ==========================================================================
``bitmaps.py``       sets of documents by value, documents that share a cluster, and the different
                     sets of values that documents have in a facet
``fields.py``        one facet: values of documents, documents of values; several counted together
``words.py``         words of titles, roles, skills and companies, and of whole texts; answers a
                     ``tsquery``, which ``tsquery.py`` reads, by the numbers of ``vocabulary.py``
``pay.py``           documents that state pay: which reach an amount, and their order by it
``part.py``          documents with all their columns, and results that were counted
``rows.py``          reads them from the database
``view.py``          which documents of a part are live at a moment; names of their roles, places …
``conditions.py``    what a search asks for, as sets of documents
``clusters.py``      clusters in a result with their counts, kept for when it is asked again;
                     those of frequent values are counted when the file is made
``counting.py``      a result, and its values over all parts
``facet_counts.py``  the most frequent rows and places of a result
``pages.py``         the order of a result, and one page of it
``answer.py``        all of that together: the same ``Counts`` as SQL would give
``snapshot.py``      a part as a file of arrays, and making it anew
``current.py``       the index of this process, and what has changed since its file was made
``check.py``         compares it with plain SQL
===================  ==========================================================================
"""
