"""Who guesses at the door holds up nobody but themselves; its owner gets in, and is told."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from jobboard.environment.limits import Limits
from jobboard.models import Allowance, OutgoingMail, User
from tests.jobboard.accounts.conftest import PASSWORD, CodeFromMail, ask_for_code

pytestmark = pytest.mark.django_db

BY_PASSWORD = "/accounts/sign-in/password/"
BY_CODE = "/accounts/sign-in/"
HOME, OFFICE, ELSEWHERE = "198.51.100.7", "192.0.2.9", "203.0.113.5"


@pytest.fixture(autouse=True)
def _few(settings: Any) -> None:
    settings.LIMITS = replace(settings.LIMITS, guesses_person=12, sign_in_codes_person=12)


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def enter(client: Client, user: User, password: str = PASSWORD) -> bool:
    client.post(BY_PASSWORD, {"login": user.email, "password": password})
    return "_auth_user_id" in client.session


def attack(user: User, networks: int = 1, tries: int = 6) -> str:
    """Wrong passwords from so many networks; returns the last answer."""
    answer = ""
    for network in range(networks):
        for _ in range(tries):
            stranger = at(f"10.0.{network}.1")
            values = {"login": user.email, "password": "wrong"}
            answer = stranger.post(BY_PASSWORD, values).text
    return answer


def told() -> list[str]:
    rows = OutgoingMail.objects.filter(kind="sign-in-attack")
    return list(rows.values_list("recipient", flat=True))


class TestByPassword:
    def test_a_network_that_guesses_holds_up_itself_and_no_other(self, administrator: User) -> None:
        assert "Too many attempts. Try again in 10 minutes (at " in attack(administrator)
        assert not enter(at("10.0.0.200"), administrator)
        assert enter(at(HOME), administrator)

    @pytest.mark.slow
    def test_a_flood_from_many_networks_leaves_the_owners_network_open(
        self, administrator: User
    ) -> None:
        assert enter(at(HOME), administrator)
        attack(administrator, networks=6)
        assert not enter(at(ELSEWHERE), administrator)
        assert enter(at(HOME), administrator)

    @pytest.mark.slow
    def test_a_few_networks_shut_nobody_out(self, administrator: User, settings: Any) -> None:
        settings.LIMITS = Limits()
        attack(administrator, networks=8)
        assert enter(at(ELSEWHERE), administrator)

    @pytest.mark.slow
    def test_and_the_owners_device_wherever_it_is(self, administrator: User) -> None:
        laptop = at(HOME)
        assert enter(laptop, administrator)
        laptop.post("/accounts/sign-out/")
        attack(administrator, networks=4)
        laptop.defaults["REMOTE_ADDR"] = "10.0.0.77"  # in the very network of the attack
        assert enter(laptop, administrator)

    def test_a_device_has_a_limit_of_its_own(self, administrator: User, settings: Any) -> None:
        laptop = at(HOME)
        enter(laptop, administrator)
        laptop.post("/accounts/sign-out/")
        for _ in range(settings.LIMITS.guesses_device):
            assert not enter(laptop, administrator, "wrong")
        assert not enter(laptop, administrator)
        assert enter(at(HOME), administrator)

    def test_a_forged_device_is_a_strangers(self, administrator: User) -> None:
        attack(administrator)
        thief = at("10.0.0.1")
        for value in ("", "x", "x:y:z", "{}"):
            thief.cookies["device"] = value
            assert not enter(thief, administrator)

    def test_the_device_of_one_person_is_a_strangers_for_another(
        self, administrator: User, employer: User
    ) -> None:
        mine = at("10.0.0.1")
        enter(mine, administrator)
        mine.post("/accounts/sign-out/")
        for _ in range(6):
            mine.post(BY_PASSWORD, {"login": employer.email, "password": "wrong"})
        assert (
            "Too many attempts"
            in mine.post(BY_PASSWORD, {"login": employer.email, "password": "wrong"}).text
        )

    @pytest.mark.slow
    def test_right_ones_use_nothing_up(self, administrator: User) -> None:
        for number in range(30):
            assert enter(at(f"{ELSEWHERE[:-1]}{number}"), administrator)

    def test_unknown_addresses_are_counted_alike(self, administrator: User) -> None:
        answers = []
        for network, address in enumerate((administrator.email, "nobody@desk.example")):
            client = at(f"10.9.{network}.1")
            values = {"login": address, "password": "wrong"}
            answers.append(["Too many" in client.post(BY_PASSWORD, values).text for _ in range(7)])
        assert answers[0] == answers[1] == [False] * 5 + [True] * 2


class TestByCode:
    @pytest.mark.slow
    def test_codes_that_strangers_ask_for_leave_the_owners_own(
        self, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        phone = at(HOME)
        ask_for_code(phone, employer.email)
        phone.post("/accounts/sign-in/code/", {"code": code_from_mail()})
        phone.post("/accounts/sign-out/")
        for number in range(20):
            ask_for_code(at(f"10.0.{number}.1"), employer.email)
        assert OutgoingMail.objects.filter(kind="sign-in-code").count() == 12
        assert "Too many attempts" in ask_for_code(at(ELSEWHERE), employer.email)
        assert "Type the code" in ask_for_code(phone, employer.email)
        phone.post("/accounts/sign-in/code/", {"code": code_from_mail()})
        assert "_auth_user_id" in phone.session

    def test_one_network_uses_up_only_its_own(self, employer: User) -> None:
        for _ in range(6):
            ask_for_code(at("10.0.0.1"), employer.email)
        assert "Type the code" in ask_for_code(at(OFFICE), employer.email)


class TestTheMail:
    @pytest.mark.slow
    def test_tells_the_owner_once(self, administrator: User) -> None:
        attack(administrator, networks=4)
        assert told() == [administrator.email]

    def test_is_sent_to_nobody_who_has_no_account(self, administrator: User) -> None:
        for _ in range(8):
            values = {"login": "nobody@desk.example", "password": "wrong"}
            at("10.0.0.1").post(BY_PASSWORD, values)
        assert told() == []

    def test_a_few_slips_of_the_hand_are_no_attack(self, administrator: User) -> None:
        attack(administrator, tries=5)
        assert told() == []

    def test_a_network_that_is_held_up_for_others_has_nobody_told_and_leaves_no_row(
        self, administrator: User, settings: Any
    ) -> None:
        settings.LIMITS = replace(settings.LIMITS, guesses_network=3)
        addresses = [f"nobody-{number}@desk.example" for number in range(3)]
        for address in (*addresses, administrator.email, *addresses):
            at("10.0.0.1").post(BY_PASSWORD, {"login": address, "password": "wrong"})
        assert told() == []
        assert not Allowance.objects.filter(kind="attack told").exists()


def test_no_address_and_no_network_is_kept(administrator: User) -> None:
    attack(administrator)
    enter(at(HOME), administrator)
    kept = str(list(Allowance.objects.values()))
    assert administrator.email not in kept
    assert "10.0.0" not in kept
    assert "198.51.100" not in kept


def test_the_device_is_known_by_a_cookie_that_scripts_and_other_sites_do_not_see(
    administrator: User,
) -> None:
    client = at(HOME)
    enter(client, administrator)
    cookie = client.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/accounts/")
    assert administrator.email not in cookie.value
