"""Pictures before and after the models: decoding, cropping, cut-outs, grouping."""
