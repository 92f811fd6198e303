"""The parts of a posting and its sentences."""

import pytest

from listings.reading.sections import Section, read_lines, read_sentences


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What you'll bring", Section.REQUIRED),
        ("WHAT WE’RE LOOKING FOR:", Section.REQUIRED),
        ("Minimum qualifications", Section.REQUIRED),
        ("🌟 Nice to have", Section.WISHED),
        ("Preferred qualifications (though not mandatory):", Section.WISHED),
        ("Your responsibilities will include:", Section.TASKS),
        ("What you’ll do 🎯", Section.TASKS),
        ("Our tech stack", Section.TASKS),
        ("Benefits & perks", Section.OFFER),
        ("What we offer", Section.OFFER),
        ("About Harbour Labs", Section.EMPLOYER),
        ("Leadership team:", Section.EMPLOYER),
        ("Interview process", Section.PROCESS),
        ("Must", Section.REQUIRED),
        ("Should have:", Section.WISHED),
        ("Could", Section.WISHED),
        ("Won’t have:", Section.PROCESS),
        ("Dein Profil", Section.REQUIRED),
        ("Deine Aufgaben", Section.TASKS),
        ("Das bieten wir dir", Section.OFFER),
        ("Über uns", Section.EMPLOYER),
        ("Profil recherché", Section.REQUIRED),
        ("Vos missions", Section.TASKS),
        ("À propos de nous", Section.EMPLOYER),
        ("Requisitos", Section.REQUIRED),
        ("Lo que ofrecemos", Section.OFFER),
        ("Wat vragen wij?", Section.REQUIRED),
        ("Wat ga je doen?", Section.TASKS),
        ("Something else entirely:", Section.OTHER),
        ("You might be a great fit if you", Section.REQUIRED),
        ("Leadership skills:", Section.REQUIRED),
        ("Deep hands-on expertise with:", Section.REQUIRED),
        ("Strong candidates may also have experience with:", Section.WISHED),
        ("While not required, it's an added plus if you have:", Section.WISHED),
        ("Projects you might work on", Section.TASKS),
        ("This role is not for you if", Section.PROCESS),
        ("You may not be a good fit if you", Section.PROCESS),
        ("What Harbour offers", Section.OFFER),
        ("This role requires experience with:", Section.REQUIRED),
        ("This position benefits from experience with:", Section.WISHED),
        ("Apply if you:", Section.REQUIRED),
        ("At least one of the following:", Section.REQUIRED),
        ("What you will need to succeed in this job", Section.REQUIRED),
        ("Requirements (nobody meets all of them)", Section.REQUIRED),
        ("Wat vragen we", Section.REQUIRED),
        ("What will make us love you", Section.WISHED),
        ("Not a must, but great", Section.WISHED),
        ("Skills that will set you apart", Section.WISHED),
        ("Added advantage", Section.WISHED),
        ("Was uns zusätzlich freut", Section.WISHED),
        ("Le petit plus", Section.WISHED),
        ("Lo que sumará puntos", Section.WISHED),
        ("Leuk als je dit ook kent", Section.WISHED),
        ("Who are we looking for?", Section.REQUIRED),
        ("About your skills", Section.REQUIRED),
        ("You have:", Section.REQUIRED),
        ("What you'll get to do", Section.TASKS),
        ("Further duties (nice to have):", Section.WISHED),
        ("You should NOT apply if:", Section.PROCESS),
        ("Don't join us if you", Section.PROCESS),
        ("Damit überzeugst du uns", Section.REQUIRED),
        ("Das solltest du können", Section.REQUIRED),
        ("Deine Kenntnisse", Section.REQUIRED),
        ("Kein Muss, aber toll", Section.WISHED),
        ("Damit kannst du zusätzlich punkten", Section.WISHED),
        ("Dein Verantwortungsbereich", Section.TASKS),
        ("Darauf kannst du dich freuen", Section.OFFER),
        ("Ce que l'on recherche", Section.REQUIRED),
        ("Vos compétences", Section.REQUIRED),
        ("Les petits plus", Section.WISHED),
        ("Environnement technique", Section.TASKS),
        ("Nos engagements", Section.OFFER),
        ("¿Qué buscamos?", Section.REQUIRED),
        ("Imprescindible", Section.REQUIRED),
        ("Se valorará", Section.WISHED),
        ("¿Qué te ofrecemos?", Section.OFFER),
        ("Tu día a día", Section.TASKS),
        ("Process", Section.PROCESS),
        ("Dit breng je mee", Section.REQUIRED),
        ("Jouw vaardigheden", Section.REQUIRED),
        ("Dit is mooi meegenomen", Section.WISHED),
        ("Dit ga je doen", Section.TASKS),
        ("Wat we je bieden", Section.OFFER),
        ("𝗥𝗲𝗾𝘂𝗶𝗿𝗲𝗺𝗲𝗻𝘁𝘀", Section.REQUIRED),
    ],
)
def test_a_heading_begins_a_part(heading: str, section: Section) -> None:
    begun, under = read_lines(f"{heading}\nPatience with boats")
    assert begun.is_heading
    assert under.section == section


@pytest.mark.parametrize(
    "item",
    [
        "Experience with CI/CD and container registries",
        "You are a strong listener and a clear writer of notes.",
        "Python",
        "Team leadership & development",
        "You have the freedom to choose your own boat",
        "You have sailing experience",
        "Harbour analytics: Amplitude",
        "Team leadership: two sailors",
        "About 40 % of your time goes to mentoring two junior colleagues.",
    ],
)
def test_an_item_is_no_heading(item: str) -> None:
    lines = read_lines(f"Nice to have\n{item}\nKubernetes")
    assert [line.section for line in lines] == [Section.WISHED] * 3


def test_a_sentence_knows_where_it_stands_in_the_text() -> None:
    text = "Your profile\n  3 years at sea. A licence is a plus.\n• Own boots"
    for sentence in read_sentences(read_lines(text)):
        assert text[sentence.start :].startswith(sentence.text)
    assert [one.text for one in read_sentences(read_lines(text))] == [
        "Your profile",
        "3 years at sea.",
        "A licence is a plus.",
        "Own boots",
    ]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Skills: a steady hand and a clear head", Section.REQUIRED),
        ("Nice to have: a licence for the radio", Section.WISHED),
        ("Could: a licence for the radio", Section.WISHED),
        (
            "Bonus: you know the tides of the Channel, and you have crossed it more than once",
            "wished",
        ),
        ("Dein Profil: seefest und schwindelfrei", Section.REQUIRED),
        ("Atouts : le permis côtier", Section.WISHED),
        ("Our team: eight sailors and a cook", Section.TASKS),
    ],
)
def test_a_line_that_names_its_part_stands_in_it_alone(line: str, section: Section) -> None:
    _, named, after = read_lines(f"What you'll do\n{line}\nPatience with boats")
    assert (named.section, after.section) == (section, Section.TASKS)


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Harbour systems & data:", Section.REQUIRED),
        ("Monitoring and alerting tools:", Section.REQUIRED),
        ("Deep understanding of:", Section.REQUIRED),
        ("5+ years of hands-on harbour experience related to:", Section.REQUIRED),
        ("Experienced in one of these:", Section.REQUIRED),
        ("Harbour Labs Benefits & Perks", Section.OFFER),
        ("Why you should join Harbour Labs today", Section.OFFER),
        ("Here are the benefits you get with us:", Section.OFFER),
        ("The candidate journey:", Section.PROCESS),
        ("Who this is not for", Section.PROCESS),
        ("What success looks like in this role", Section.TASKS),
        ("About the team & role", Section.TASKS),
        ("Major roles & responsibilities:", Section.TASKS),
        ("Our current tech stack includes:", Section.TASKS),
        ("Upcoming harbour projects:", Section.OTHER),
        ("Our harbour data team:", Section.OTHER),
    ],
)
def test_a_heading_among_requirements_goes_on_where_it_only_names_a_subject(
    heading: str, section: Section
) -> None:
    *_, under = read_lines(f"Requirements\nPatience\n{heading}\nKnots and ropes")
    assert under.section == section
