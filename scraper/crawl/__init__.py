"""Reading shops' own pages: what may be asked, what to visit, and what a page says."""
