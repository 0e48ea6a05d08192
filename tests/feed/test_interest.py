from lib.feed.interest import Interest


def test_nobody_is_interested_at_first() -> None:
    assert Interest().give_up(-1e9)


def test_an_interest_lasts_until_its_end() -> None:
    interest = Interest()
    interest.renew(10)
    assert [interest.give_up(now) for now in (9.9, 10)] == [False, True]


def test_only_a_renewal_of_what_was_given_up_says_so() -> None:
    interest = Interest()
    assert [interest.renew(10), interest.renew(20)] == [True, False]
    interest.give_up(20)
    assert interest.renew(30)
