from people.models.access import OVER_OTHERS, WITHOUT_UNIT, Role, Scope, SignIn, TriedName, User
from people.models.agencies import Agency, Position, Unit, UnitSpan, UnitSuccession
from people.models.persons import Person, Posting

__all__ = [
    "OVER_OTHERS",
    "WITHOUT_UNIT",
    "Agency",
    "Person",
    "Position",
    "Posting",
    "Role",
    "Scope",
    "SignIn",
    "TriedName",
    "Unit",
    "UnitSpan",
    "UnitSuccession",
    "User",
]
