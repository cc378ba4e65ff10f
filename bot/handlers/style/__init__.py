"""The styles of a look and the styles that a person keeps."""
