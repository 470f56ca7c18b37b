from ._headings import HeadingRules as HeadingRules
from ._model import Problem as Problem, Roster as Roster, Row as Row
from ._read import example_roster as example_roster, name_of as name_of, read_roster as read_roster
from ._redact import redacted_reason as redacted_reason
