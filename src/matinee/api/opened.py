"""The open home, and its pages that never fail as a whole, as the routes ask for them."""

from __future__ import annotations

from litestar.di import NamedDependency

from matinee.app.home import Home
from matinee.app.steps import Steps

OpenHome = NamedDependency[Home]
PageSteps = NamedDependency[Steps]
