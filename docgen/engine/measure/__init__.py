"""How much room a text takes: widths of its characters, its lines, their heights.  In points and ems.

``fonts`` knows the fonts of this machine, ``average`` stands in where there is none, ``lines`` breaks
paragraphs into lines.  Nothing here knows a document or its format.
"""
