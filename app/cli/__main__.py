"""`python -m app.cli`: the same as `pushback`."""

from app.cli import main

main()
