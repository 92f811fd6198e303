"""Every change of what editors write is kept: who, when, what changed, and the way back.

django-reversion keeps the rows; a guide, role, term or author is read, compared and brought back
as a whole, with its parts.
"""

from roles.revisions.keeping import keep_as_it_stands, revision
from roles.revisions.restore import CannotRestoreError, as_restored, faults, restore
from roles.revisions.snapshot import snapshots
