"""What answers have in common: media types, entity tags, compression, problems."""
