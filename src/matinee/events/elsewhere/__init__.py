"""Coming from elsewhere: another tool's bytes in; events, items and members as rows of our own form out."""

from matinee.events.elsewhere.made import Made, Unread
from matinee.events.elsewhere.read import FORMS, check_made, read_elsewhere, translate

__all__ = ["FORMS", "Made", "Unread", "check_made", "read_elsewhere", "translate"]
