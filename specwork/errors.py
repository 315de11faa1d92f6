"""What can go wrong above the engine; one family with `vault.errors`, so that a door catches both as one.

SpecworkError           the user can put it right; always with a hint
  BadUsage              a command that was asked wrongly
  BadSettings           a specwork.toml that cannot be used
  UnknownSpec           words that mean no spec
  AmbiguousSpec         words that may mean several specs
  IdClash               an id that several specs bear
  NoSession             no open session that an action could belong to
  AmbiguousSession      several that it may belong to
  NoProgram             another program that is not there, or did not do well
Anything else is our fault and shows a traceback.
"""

from vault.errors import VaultError


class SpecworkError(VaultError):
    code = "specwork-error"


class BadUsage(SpecworkError):
    code = "bad-usage"


class BadSettings(SpecworkError):
    code = "bad-settings"


class UnknownSpec(SpecworkError):
    code = "unknown-spec"


class AmbiguousSpec(SpecworkError):
    code = "ambiguous-spec"


class IdClash(SpecworkError):
    code = "id-clash"


class NoSession(SpecworkError):
    code = "no-session"


class AmbiguousSession(SpecworkError):
    code = "ambiguous-session"


class NoProgram(SpecworkError):
    code = "no-program"
