"""What may happen to a posting: each step once, here, on its locked row and in one transaction.

A step looks at the row as it stands in the database, not at what the caller has read before; it
raises ``WrongStateError`` with a sentence for people where it does not fit, and then changes
nothing. It writes the line of the ledger and puts its mail into the queue, which is a table: the
mail leaves if, and only if, the transaction is committed. The caller's object stands as the row
does afterwards. Nothing else in the program writes a posting's status, its dates or its freezing.

``review``: from its employer to the public, and off the lists until an editor decides.
``lifecycle``: while it is public, and its end.
"""

from listings.transitions.lifecycle import (
    close,
    close_each,
    close_gone,
    expire,
    extend,
    list_again,
    renew_end,
    reopen,
    verify,
    verify_each,
    withdraw_edit,
)
from listings.transitions.review import (
    approve,
    clear,
    confirm,
    explain_freeze,
    freeze,
    keep_frozen,
    publish,
    reject,
    request_changes,
    resubmit,
    take_back,
    unfreeze,
)
from listings.transitions.rows import EDITOR, READERS, TIME
