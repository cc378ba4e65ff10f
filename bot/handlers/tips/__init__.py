"""The daily tip: subscribe, compose, send, recover."""
