"""Word's contents, page numbers and cross-references: brought up to date in a finished part.

Office programs keep the results of fields in the file and do not renew them when it is opened.  What a loop
repeated or a condition took away is known only once the document is made, so this works on the tree of the
rendered main part, and only for templates that hold such fields.  It knows no data and starts no program:
who lays pages out stands outside of the engine.
"""
