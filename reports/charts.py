"""Charts as SVG text: numbers in, markup out."""
