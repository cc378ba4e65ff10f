"""The dialog that subscribes to the daily tip."""
