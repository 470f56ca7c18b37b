"""Every name that a package offers can be had, and is where its face says."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import relax

PACKAGES = ["relax"] + [
    module.name for module in pkgutil.walk_packages(relax.__path__, "relax.") if module.ispkg
]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_of_a_face_is_there(name):
    package = importlib.import_module(name)
    offered = getattr(package, "__all__", [])
    assert [each for each in offered if not hasattr(package, each)] == []
