"""The question on which day a garment or an outfit was worn."""
