"""What the files of a city may say: pydantic models, one module for each kind of thing."""
