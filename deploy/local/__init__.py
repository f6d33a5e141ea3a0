"""`make run` and `make test` on one machine, with nothing installed before."""
