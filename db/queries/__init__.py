"""Reads and writes the tables of `db.models`, one module per subject.

There are as many modules as subjects: each is named after its tables, so that a query is found by
what it reads.
"""
