"""`python -m crawler.cli`, the same as the command `bullionbite`."""

from crawler.cli import main

main()
