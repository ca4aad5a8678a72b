"""The open home, as every route asks for it."""

from __future__ import annotations

from litestar.di import NamedDependency

from matinee.app.home import Home

OpenHome = NamedDependency[Home]
