"""Daily tips: when one is due, what people say of times and days, what to advise."""
