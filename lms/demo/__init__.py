"""How the demo's district lived through three waves: simulated people, the product's own services."""
