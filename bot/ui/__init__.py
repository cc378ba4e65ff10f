"""What every feature shows with: text catalogues, keyboards, callback data, fonts."""
