"""What a guideline line says: guidelines, chapters, sections, pages, and which concepts they are."""
