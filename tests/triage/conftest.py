"""Every test of the secretariat happens on the Monday of the cast: deadlines do not depend on the day it is run."""

import pytest
import time_machine

from tests.people import MONDAY


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=True):
        yield
