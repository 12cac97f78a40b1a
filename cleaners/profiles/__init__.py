"""Site and platform profiles (`data/sites/*.toml`): where a site's pages keep the body and the fields of an article.

A profile is chosen by name, by host, or by the platform's markup. It never decides alone: fields become candidates, and a body that
is absent or empty is no body. How to write a profile is in `docs/rules.md`.
"""

from cleaners.profiles.choice import Profile, choose, get
from cleaners.profiles.files import Field, Spec, load_profiles, read_profile

__all__ = ["Field", "Profile", "Spec", "choose", "get", "load_profiles", "read_profile"]
