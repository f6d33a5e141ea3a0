from people.models.access import Role, Scope, User
from people.models.agencies import Agency, Position, Unit, UnitSpan, UnitSuccession
from people.models.persons import Person, Posting

__all__ = ["Agency", "Person", "Position", "Posting", "Role", "Scope", "Unit", "UnitSpan", "UnitSuccession", "User"]
