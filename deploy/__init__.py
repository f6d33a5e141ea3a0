"""What starts the product on a machine. The rooms never import it."""
