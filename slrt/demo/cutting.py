"""What becomes of a planned journey: moved to another time, and cut where the case stands today."""

from datetime import timedelta

from slrt.demo.journey import Journey, Referral


def cut_at(journey, moment):
    """What had happened until a moment: steps and referral steps later than it are not there yet."""
    steps = [step for step in journey.steps if step.at <= moment]
    referrals = []
    for one in journey.referrals:
        done = [step for step in one.steps if step.at <= moment]
        if done:
            referrals.append(Referral(one.need, one.instansi, done, done[-1].target))
    return Journey(steps, referrals, journey.family_word, journey.result)


def shift(journey, by, city):
    """Move a whole journey in time; every step stays on a working day and after the one before it.

    What a referral shares with its case (the plan, the decision, the answer) stays one moment.
    """
    known = _shift(journey.steps, by, city, {})
    for one in journey.referrals:
        _shift(one.steps, by, city, known)


def _shift(steps, by, city, known):
    """{moment before: moment now} of these steps; those of `known` moments move as they did."""
    before, moves = None, {}
    for step in steps:
        moved = known.get(step.at) or _on_a_workday(step.at, by, city)
        if before and moved <= before:
            moved = before + timedelta(minutes=3)
        moves[step.at] = moved
        step.at = before = moved
    return moves


def _on_a_workday(at, by, city):
    """The same hour of the day, by so much earlier or later."""
    day = city.workdays.after((at + by).date(), 0)
    return at.replace(year=day.year, month=day.month, day=day.day)
