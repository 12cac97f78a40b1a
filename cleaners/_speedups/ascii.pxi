# Letters, digits and words of ASCII. White space is not here: HTML, `str.split` and the patterns of bytes each have their own.

cdef inline bint is_capital(unsigned int letter) noexcept:
    return 65 <= letter <= 90


cdef inline bint is_letter(unsigned int letter) noexcept:
    return 97 <= (letter | 32) <= 122


cdef inline bint is_digit(unsigned int letter) noexcept:
    return 48 <= letter <= 57


cdef inline bint in_word(unsigned int letter) noexcept:
    """What `\\w` means in a pattern of bytes."""
    return is_letter(letter) or is_digit(letter) or letter == 95


cdef inline unsigned int lower(unsigned int letter) noexcept:
    return letter | 32 if is_capital(letter) else letter
