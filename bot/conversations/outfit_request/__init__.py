"""The dialog that asks for occasion and weather and shows outfits."""
