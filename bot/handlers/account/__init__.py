"""Help, language, privacy and membership."""
