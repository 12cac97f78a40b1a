"""Makes the cleaner of every process started with this folder in PYTHONPATH break down on pages that ask for it."""

import ctypes

from cleaners import page

_read_page = page.read_page


def read_page(html, url=None, options=None):
    if b"hang-here" in html:
        while True:
            pass
    if b"eat-here" in html:
        hold = []
        while True:
            hold.append(bytearray(8 << 20))
    if b"crash-here" in html:
        ctypes.string_at(0)
    return _read_page(html, url, options)


page.read_page = read_page
