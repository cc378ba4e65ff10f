"""What the weather of a day is in a Korean city, from one of several services or the climate."""
