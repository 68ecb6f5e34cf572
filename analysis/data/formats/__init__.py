"""File formats: bytes in, cells or a typed table out. What the cells mean is the business of the dialects."""
