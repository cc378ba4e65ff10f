"""Parsers of typed text, one module and one grammar for each subject.

`text` folds and caps a message before any pattern runs over it; `numbers` holds the notation of
amounts and Korean numerals that the other grammars share. Every parser is a pure function, takes
text of any length, and costs time linear in it. Beside `config`, the parsers import plain data
only, so that any other package can use them.
"""
