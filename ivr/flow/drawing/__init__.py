"""Pictures of call flows: what leads where, laid out in layers and written as SVG."""
