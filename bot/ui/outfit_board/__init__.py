"""Draw an outfit as one picture, its garments laid out like a page of a magazine."""
