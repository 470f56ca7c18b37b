from ._file import parse_calendar as parse_calendar, read_calendar as read_calendar
from ._series import Appointment as Appointment, Calendar as Calendar
from ._watch import WatchedCalendar as WatchedCalendar
