from lib.fleet.history import GONE_KEPT, Gone, StatusChange, changes, remembered, unseen
from lib.fleet.model import Node, Status, Verdict
from lib.fleet.spans import KEPT_FOR, SPANS_KEPT, Gap
from lib.fleet.track import CHANGES_KEPT, EpochRun, VerdictChange
from tests.fleet import records
from tests.fleet.documents import ONE, TWO, parts
from tests.fleet.documents import fleet as assembled
from tests.fleet.pasts import EMPTY, at, fleet, look, no_answer, outage, stale_fleet

SERVING, ERROR = Status.SERVING, Status.ERROR


def test_a_look_that_finds_all_as_it_was_keeps_what_is_remembered() -> None:
    before = look(EMPTY, 0, a=SERVING, b=ERROR)
    after = look(before, 10, a=SERVING, b=ERROR)
    assert after.tracks is before.tracks
    assert after.timeline.until == at(10)


def test_a_look_that_finds_one_changed_keeps_the_tracks_of_the_others() -> None:
    before = look(EMPTY, 0, a=SERVING, b=SERVING)
    after = look(before, 10, a=SERVING, b=ERROR)
    assert after.tracks["a"] is before.tracks["a"]
    assert after.tracks["b"] is not before.tracks["b"]


def test_a_fleet_whose_status_is_no_fact_says_nothing_of_its_executors() -> None:
    before = look(EMPTY, 0, a=SERVING)
    after = remembered(before, stale_fleet(0, records.unknown("a")), outage(5, 31))
    assert (after.tracks, after.last_known) == (before.tracks, before.last_known)
    assert (after.timeline.known, after.timeline.outages) == (False, (outage(5, 31),))
    assert changes(look(after, 50, a=SERVING), "a") == ()


def test_executors_of_a_gateway_that_sees_nothing_new_have_not_changed() -> None:
    before = look(EMPTY, 0, a=SERVING)
    for seconds in (40, 50):
        before = remembered(before, fleet(seconds, records.unknown("a"), frozen_since=at(0)), None)
    history = look(before, 60, a=SERVING)
    assert changes(history, "a") == ()
    assert [(each.end, each.gap) for each in history.timeline.spans] == [
        (at(0), None),
        (at(60), Gap.FROZEN),
        (at(60), None),
    ]


def test_changes_are_those_of_status_verdict_and_epoch_newest_first() -> None:
    well = records.rollup()
    unwell = records.rollup(status=ERROR, reason="stale", verdict=Verdict.DRIFT, verdict_reason="behind")
    further = records.rollup(epochs=(4, 4))
    history = EMPTY
    for seconds, rolled in ((0, well), (10, unwell), (20, further)):
        history = remembered(history, fleet(seconds, records.executor("a", rolled)), None)
    assert set(changes(history, "a")[:3]) == {
        StatusChange(at(20), ERROR, SERVING, "0 busy, 1 ready"),
        VerdictChange(at(20), Verdict.DRIFT, Verdict.MATCH, "epoch 3"),
        EpochRun(at(10), at(20), 3, 4),
    }
    assert changes(history, "a")[3:] == (
        StatusChange(at(10), SERVING, ERROR, "stale"),
        VerdictChange(at(10), Verdict.MATCH, Verdict.DRIFT, "behind"),
    )


def test_what_is_seen_first_is_no_change_but_what_appears_later_is_one() -> None:
    history = look(look(EMPTY, 0, a=SERVING), 10, a=SERVING, b=SERVING)
    assert changes(history, "a") == ()
    assert changes(history, "b") == (StatusChange(at(10), None, SERVING, "0 busy, 1 ready"),)


def test_there_are_no_changes_of_an_executor_that_was_never_seen() -> None:
    assert changes(EMPTY, "a") == changes(look(EMPTY, 0, b=SERVING), "a") == ()


def test_changes_are_forgotten_after_a_day() -> None:
    history = look(look(EMPTY, 0, a=SERVING), 10, a=ERROR)
    day = KEPT_FOR.total_seconds()
    assert len(changes(look(history, 10 + day, a=ERROR), "a")) == 1
    assert changes(look(history, 11 + day, a=ERROR), "a") == ()


def test_a_clock_that_was_set_back_begins_the_history_anew() -> None:
    history = look(look(EMPTY, 3_600, a=SERVING), 3_610, b=SERVING)
    anew, first = look(history, 0, a=ERROR), look(EMPTY, 0, a=ERROR)
    assert (anew.timeline, anew.tracks, anew.gone) == (first.timeline, first.tracks, {})


def test_an_executor_that_left_is_kept_as_it_was_last_known() -> None:
    before = assembled(parts(nodes={"a": [ONE, TWO], "b": [ONE]}))
    history = remembered(EMPTY, before, None)
    history = remembered(history, fleet(10), None)
    a = before.executor("a")
    assert a is not None
    assert history.gone["a"] == Gone(a, before.nodes_of("a"), at(0))
    assert [node.address for node in history.gone["a"].nodes] == [ONE, TWO]
    assert list(history.gone) == ["a", "b", "invoice_executor"]


def test_what_was_last_known_is_not_the_slots_that_remain_for_a_moment_when_all_else_is_gone() -> None:
    empty = records.executor("a", records.rollup(status=Status.UNKNOWN, node_count=0))
    history = remembered(look(EMPTY, 0, a=SERVING), fleet(10, empty), None)
    assert list(history.fading) == ["a"]
    history = look(remembered(history, fleet(20, empty), None), 30)
    assert (history.gone["a"].executor.rollup.status, history.gone["a"].last_seen) == (SERVING, at(0))
    assert history.fading == {}


def test_an_executor_that_has_nodes_again_is_kept_as_it_is_then() -> None:
    empty = records.executor("a", records.rollup(status=Status.UNKNOWN, node_count=0))
    history = remembered(look(EMPTY, 0, a=SERVING), fleet(10, empty), None)
    history = look(look(history, 20, a=ERROR), 30)
    assert (history.gone["a"].executor.rollup.status, history.gone["a"].last_seen) == (ERROR, at(20))


def test_what_was_last_known_is_not_what_a_stale_reading_says() -> None:
    history = look(EMPTY, 0, a=SERVING)
    history = remembered(history, stale_fleet(0, records.unknown("a")), outage(10, 40))
    gone = look(history, 60).gone["a"]
    assert (gone.executor.rollup.status, gone.last_seen) == (SERVING, at(0))


def test_an_executor_that_comes_back_is_not_gone_any_more() -> None:
    history = look(look(look(EMPTY, 0, a=SERVING, b=SERVING), 10, b=SERVING), 20, a=SERVING)
    assert list(history.gone) == ["b"]
    assert [change.after for change in changes(history, "a") if isinstance(change, StatusChange)] == [SERVING, None]


def test_one_that_leaves_while_another_appears_is_gone() -> None:
    assert list(look(look(EMPTY, 0, a=SERVING), 10, b=SERVING).gone) == ["a"]


def test_one_that_stays_away_is_gone_since_it_was_last_seen() -> None:
    history = look(look(look(EMPTY, 0, a=SERVING), 10), 20)
    assert history.gone["a"].last_seen == at(0)
    assert list(look(history, 30, b=SERVING).gone) == ["a"]


def test_one_that_is_gone_for_a_day_is_forgotten() -> None:
    history = look(look(EMPTY, 0, a=SERVING), 10)
    day = KEPT_FOR.total_seconds()
    assert list(look(history, day).gone) == ["a"]
    later = look(history, day + 1)
    assert (later.gone, later.tracks, later.forgotten_until) == ({}, {}, at(0))


def test_only_so_many_are_remembered_as_gone_and_they_are_the_latest() -> None:
    names = [f"e{number:05}" for number in range(GONE_KEPT + 2)]
    history = look(EMPTY, 0, **dict.fromkeys(names, SERVING))
    history = look(history, 10, **dict.fromkeys(names[2:], SERVING))
    history = look(history, 20)
    assert list(history.gone) == names[2:]
    assert history.gone.keys() == history.tracks.keys()
    assert history.forgotten_until == at(0)


def test_the_nodes_of_those_that_are_not_remembered_are_not_built() -> None:
    built: list[str] = []

    def nodes_of(name: str) -> tuple[Node, ...]:
        built.append(name)
        return ()

    everybody = [records.executor(f"e{number:05}") for number in range(GONE_KEPT + 5)]
    history = remembered(EMPTY, fleet(0, *everybody, nodes_of=nodes_of), None)
    history = look(history, 10)
    assert built == list(history.gone) == [each.name for each in everybody[:GONE_KEPT]]


def test_a_history_does_not_grow_without_end() -> None:
    history = EMPTY
    for number in range(3 * CHANGES_KEPT):
        name = f"{'ab'[number % 2]}{number // 50}"
        history = look(history, number * 600, **{name: ERROR if number % 3 else SERVING})
    horizon = at((3 * CHANGES_KEPT - 1) * 600) - KEPT_FOR
    assert len(history.timeline.spans) <= SPANS_KEPT
    assert all(gone.last_seen >= horizon for gone in history.gone.values())
    assert len(history.tracks) == len(history.gone) + 1


def test_a_gateway_that_does_not_answer_is_remembered_as_such() -> None:
    history = no_answer(look(EMPTY, 0, a=SERVING), 10, 40)
    assert unseen(history, outage(10, 100)).timeline.outages == (outage(10, 100),)
    assert unseen(history, None).timeline == history.timeline


def test_an_empty_history_knows_nothing() -> None:
    assert (EMPTY.runs("a"), EMPTY.unlisted()) == ((), None)
