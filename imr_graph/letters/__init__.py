"""Files to text: reading letters, cleaning their text, finding their sections."""
