"""What docgen remembers: records in SQL, finished files under their digest.

The database is the truth.  A queue only carries work: whatever it loses is
found here again.
"""

from docgen.store.records import (
    FINAL,
    STATUSES,
    Batch,
    Claim,
    Document,
    Failed,
    Finished,
    ItemProblems,
    MadeFile,
    NewBatch,
    NewDocument,
    Page,
    RejectedItem,
    Status,
    StoredFile,
    WorkerRecord,
)
from docgen.store.store import Store, check_store, open_store
from docgen.store.work import Lost

__all__ = [
    "FINAL",
    "STATUSES",
    "Batch",
    "Claim",
    "Document",
    "Failed",
    "Finished",
    "ItemProblems",
    "Lost",
    "MadeFile",
    "NewBatch",
    "NewDocument",
    "Page",
    "RejectedItem",
    "Status",
    "Store",
    "StoredFile",
    "WorkerRecord",
    "check_store",
    "open_store",
]
