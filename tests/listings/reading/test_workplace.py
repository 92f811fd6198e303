"""On site, hybrid or remote, how many days in the office, and which sentence says so."""

import pytest

from listings.reading.eligibility import ANYWHERE, NO_REMOTE, NOT_STATED
from listings.reading.places import LocationFacts, place_reader
from listings.reading.requirements import sentences_of
from listings.reading.workplace import WorkplaceFacts, read_workplace


def at(text: str, country: str = "") -> LocationFacts:
    return place_reader().read_location(text, country=country)


def read(
    flag: bool | None,
    *locations: str,
    text: str = "",
    title: str = "Data Engineer",
    workplace_type: str = "",
) -> WorkplaceFacts:
    return read_workplace(
        remote_flag=flag,
        workplace_type=workplace_type,
        locations=[at(location) for location in locations],
        title=title,
        sentences=sentences_of(text),
    )


def said_by(text: str) -> tuple[str, ...]:
    """The workplaces that a text alone states."""
    return read(None, text=text).workplaces


def test_a_remote_flag_with_an_office_is_remote_in_the_offices_country() -> None:
    facts = read(True, "Berlin Office")
    assert facts.workplaces == ("remote",)
    assert facts.eligibility.countries == {"DE"}


@pytest.mark.parametrize(
    "text",
    [
        "This is a hybrid role based in our Berlin office.",
        "We expect you in our Berlin office 3 days a week.",
        "You work 2-3 days per week in the office.",
        "You are willing to work in Lisbon 1-2 days a week.",
        "We ask for regular physical presence in our Porto office.",
        "Hybrid work model with flexible hours.",
        "Location: Berlin (hybrid, at least two days a week in-office)",
        "In-office Tuesday–Thursday.",
        "Great team.\n#LI-Hybrid",
        "Hybrid working mode with flexible hours",
        "Hybrid work flexibility",
        "We work from home on Wednesdays.",
        "Flexible work schedule (Hybrid Available)",
        "Hybrid schedule (4 days onsite, 3 if located more than an hour away)",
        "This position requires presence in our office location 4 days per week.",
        "Based in Berlin, with flexibility to work from our office several days per week.",
        "We come to the office for two anchor days (Mondays & Thursdays).",
        "You can work remotely up to 2 days a week.",
        "Expect to spend 60% of your time in the office.",
        "This is not a fully remote position.",
        "The ability to work in a hybrid model from our Berlin HQ.",
        "This position will be Hybrid to the office in Bengaluru.",
        "Hybrid position (need to commute to downtown San Francisco 3+ days a week)",
        "You work out of our Presidio-based office 3+ days a week.",
        "Location: Chancery Lane (3-4 days per week)",
        "You alternate between office days and remote work.",
        "You must be in Lisbon four days a week.",
        "Homeoffice ist an zwei Tagen möglich.",
        "You spend about half of your week in the office.",
        "You are expected in our Malmö hub six days a month.",
        "A 3:2 hybrid pattern",
        "Attendance in the office is required on Mondays and Fridays.",
        "Office presence: 40%",
        "Home working up to three days a week",
        "Office/home hybrid",
        "60/40 hybrid",
        "After six months you can work from home two days a week.",
        "Hybrid (Tue/Thu in our Malmö office)",
        "You combine working from home with work in the office.",
    ],
)
def test_a_remote_flag_gives_way_to_hybrid_and_to_days_in_the_office(text: str) -> None:
    facts = read(True, "Berlin", text=text)
    assert (facts.workplaces, facts.eligibility) == (("hybrid",), NO_REMOTE)


@pytest.mark.parametrize(
    "text",
    [
        "Homeoffice bis zu 3 Tage pro Woche",
        "Bis zu drei Tage Home-Office in der Woche",
        "2 Tage pro Woche im Büro, sonst zu Hause",
        "Hybrides Arbeiten: zwei Tage vor Ort",
        "Arbeitsmodell: hybrid",
        "Flexible Homeoffice-Regelung",
        "Mobiles Arbeiten möglich",
        "Télétravail 2 jours par semaine",
        "2 jours de télétravail par semaine",
        "Télétravail partiel possible",
        "Rythme hybride : trois jours au bureau",
        "Modalidad híbrida: 2 días en la oficina",
        "Teletrabajo dos días a la semana",
        "Modelo de trabajo híbrido",
        "Hybride werken: 2 dagen per week op kantoor",
        "Je werkt twee dagen per week thuis en drie dagen op kantoor",
        "Deels thuis, deels op kantoor",
        "Du kannst zwischen Bürotagen und Home-Office-Tagen wechseln.",
        "Du bist mehrmals pro Woche im Büro.",
        "Présence au bureau deux jours par semaine",
        "Tres días presenciales por semana",
        "Thuiswerken kan twee dagen per week.",
        "Mobiles Arbeiten: bis zu 60 % möglich",
        "Smart working 3 giorni a settimana",
        "Du bist zweimal pro Woche im Büro.",
        "Drei feste Bürotage pro Woche",
        "Présence demandée un jour par semaine dans nos locaux",
        "Dos veces por semana trabajas en la oficina.",
        "Je kunt thuiswerken combineren met werken op kantoor.",
        "Je mag drie dagen per week thuis werken.",
        "Präsenz: 2 Tage/Woche",
        "Asistencia a la oficina dos días por semana",
        "Présence au bureau les lundis et mercredis",
        "Lunes y viernes en la oficina",
        "Standort: Linz | Hybrid | Vollzeit",
        "Lieu : Nantes / Hybride",
        "Ubicación: Bilbao (híbrido)",
        "Locatie: Gent (hybride)",
        "Where: hybrid, Leeds",
        "Our office days are Monday and Tuesday.",
        "We ask you to come in at least once a week.",
        "Wir arbeiten hybrid.",
        "Du kannst zwei Tage pro Woche von zuhause arbeiten.",
        "Vous travaillez deux jours par semaine depuis chez vous.",
        "Télétravail 2j/5",
        "Télétravail : 6 jours par mois",
        "Combinamos la oficina con el teletrabajo.",
        "2 jours de TT par semaine",
    ],
)
def test_hybrid_is_read_in_german_french_spanish_and_dutch(text: str) -> None:
    assert said_by(text) == ("hybrid",)


@pytest.mark.parametrize("spelling", ["Home Office", "Homeoffice", "Home-Office", "home office"])
def test_home_office_is_read_in_every_spelling(spelling: str) -> None:
    assert said_by(f"{spelling} an 2 Tagen pro Woche") == ("hybrid",)
    assert said_by(f"100 % {spelling}") == ("remote",)
    assert said_by(f"Kein {spelling} möglich") == ("onsite",)
    assert said_by(f"A stipend for your {spelling}") == ()


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("100 % remote innerhalb Deutschlands", {"DE"}),
        ("Du arbeitest zu 100 % im Homeoffice, innerhalb von Österreich.", {"AT"}),
        ("Deutschlandweit remote", {"DE"}),
        ("full remote depuis la France", {"FR"}),
        ("Poste en télétravail complet, basé en Belgique", {"BE"}),
        ("Teletrabajo 100 % desde España", {"ES"}),
        ("Trabajo remoto desde México", {"MX"}),
        ("Volledig op afstand vanuit Nederland", {"NL"}),
        ("Fully remote within the UK or Ireland", {"GB", "IE"}),
    ],
)
def test_remote_is_read_in_these_languages_with_its_country(text: str, countries: set[str]) -> None:
    facts = read(None, text=text)
    assert facts.workplaces == ("remote",)
    assert facts.eligibility.countries == countries


@pytest.mark.parametrize(
    "text",
    [
        "You run hybrid cloud infrastructure.",
        "Experience working with remote teams.",
        "Algorithms for remote sensing.",
        "This hybrid role at the intersection of sales and engineering.",
        "Lunch in the office 3 days a week.",
        "Some roles, like sales in the US, are hybrid.",
        "If you are based in Chicago, our office offers a hybrid schedule.",
        "You prefer an in-person role over remote.",
        "Our engineering team is remote; this position is in Berlin.",
        "Our sales team works fully remotely.",
        "A hybrid approach, top-down and bottom-up.",
        "This is a hybrid role: part data engineer, part analyst.",
        "A hybrid of strategist and operator.",
        "Hybrid search over SQL and vectors.",
        "Experiments that push forward our hybrid model systems.",
        "Frontend and UX designer (a 50/50 hybrid).",
        "As remote and hybrid work has become the new normal, our product grows.",
        "You have worked in a fully remote team.",
        "Microsoft Office skills; our back office is in Lisbon.",
        "A $1,000 home office budget.",
        "Interviews are held remotely or in our office.",
        "Four weeks a year of remote work from abroad.",
        "Work from anywhere for 4 weeks a year.",
        "Up to 20 days per year working from another country or fully remote.",
        "The role is remote for the first month.",
        "Onboarding is fully remote.",
        "Remote during the summer.",
        "Bis zu vier Wochen im Jahr aus dem Ausland arbeiten.",
        "Occasional remote work.",
        "Teletrabajo en julio",
        "In Ausnahmefällen ist Homeoffice möglich.",
        "Télétravail exceptionnel uniquement",
        "Whether remote, hybrid or in the office, our teams do good work.",
        "Location: Berlin, where you meet people on-site as needed.",
    ],
)
def test_words_that_only_look_like_a_workplace_change_nothing(text: str) -> None:
    assert said_by(text) == ()
    assert read(False, "Berlin", text=text).workplaces == ("onsite",)
    assert read(True, "Berlin", text=text).workplaces == ("remote",)


@pytest.mark.parametrize(
    "text",
    [
        "This role is not remote.",
        "This is not a remote role.",
        "No remote or hybrid options.",
        "There are no remote, hybrid or flexible options.",
        "We are not open to remote candidates.",
        "We do not offer remote work.",
        "We are unable to consider remote applicants for this position.",
        "Remote work is not available for this position.",
        "This role is in person in Chicago (not remote).",
        "NO REMOTE/HYBRID PLEASE",
        "Option of a full-time remote work is not possible.",
        "Kein Homeoffice.",
        "Homeoffice ist leider nicht möglich.",
        "Remote-Arbeit ist nicht möglich.",
        "Pas de télétravail.",
        "Le télétravail n'est pas possible.",
        "Sin teletrabajo.",
        "No se ofrece teletrabajo.",
        "Geen thuiswerk mogelijk.",
        "Thuiswerken is niet mogelijk.",
        "Remote: no",
        "We offer no part-time or remote internships.",
        "We do not offer relocation or remote work.",
        "This role can't be done remotely.",
        "This position cannot be performed remotely.",
        "Remote candidates need not apply.",
        "This role is not suitable for home working.",
        "We don't believe in remote work.",
        "Télétravail impossible",
        "Este no es un puesto remoto.",
        "Remote werken is geen optie.",
        "Le télétravail n'est pas envisageable.",
        "Thuiswerken is niet aan de orde.",
        "Télétravail : non",
        "Homeoffice: nein",
    ],
)
def test_what_denies_remote_work_is_on_site(text: str) -> None:
    assert said_by(text) == ("onsite",)
    assert read(True, "Berlin", text=text).workplaces == ("onsite",)


@pytest.mark.parametrize(
    ("text", "workplaces"),
    [
        ("This role is not hybrid, it is fully remote.", ("remote",)),
        ("This is not an on-site role; it is fully remote.", ("remote",)),
        ("This role is not remote: we work hybrid, with 3 days in the office.", ("hybrid",)),
        ("Hybrid in our Sydney office 3 days per week, not eligible for remote work.", ("hybrid",)),
        ("Fully remote: you never have to come to the office.", ("remote",)),
        ("Not only remote, also flexible hours.", ()),
    ],
)
def test_only_what_is_denied_is_taken_away(text: str, workplaces: tuple[str, ...]) -> None:
    assert said_by(text) == workplaces


def test_what_is_said_of_the_job_counts_before_what_is_said_of_the_company() -> None:
    hybrid_company = "About us\nWe are hybrid: we work 3 days a week in the office."
    assert said_by(f"{hybrid_company}\nThe role\nThis role is fully remote.") == ("remote",)
    assert said_by(hybrid_company) == ("hybrid",)
    remote_company = "About us\nWe are a fully remote team."
    assert said_by(f"{remote_company}\nThe role\nThis position is based in Berlin.") == ()
    assert said_by(
        f"{remote_company}\nThe role\nYou are in our office every day: on-site role in Berlin."
    ) == ("onsite",)


def test_not_flagged_with_an_office_is_on_site_unless_the_text_says_hybrid() -> None:
    assert read(False, "London").workplaces == ("onsite",)
    assert read(False, "London", text="This is a hybrid position.").workplaces == ("hybrid",)


@pytest.mark.parametrize(
    "text",
    [
        "This role is in our office 5 days a week in the office.",
        "In-person in SF 5 days a week.",
        "On-site Monday to Friday.",
        "We work six days a week in person.",
        "Fünf Tage pro Woche im Büro.",
        "De lunes a viernes en nuestra oficina",
        "Du lundi au vendredi au bureau",
        "You are in our test lab five days a week.",
        "We work together in person every day.",
        "Full-time, on-site in Leeds.",
        "The role is based full time in our Leeds office.",
        "We work 100% from our Leeds office.",
        "You work on site at our plant.",
        "Präsenz im Büro erforderlich",
        "100 % Präsenz",
        "Présentiel obligatoire",
        "Ubicación: Bilbao (presencial)",
        "Presencialidad 100 %",
        "100% op kantoor",
    ],
)
def test_five_days_in_the_office_are_on_site(text: str) -> None:
    assert read(True, "London", text=text).workplaces == ("onsite",)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 days a week in the office", 3),
        ("At least two days per week in our Berlin office.", 2),
        ("Hybrid, 4 days/week on-site", 4),
        ("2 Tage pro Woche im Büro", 2),
        ("Deux jours par semaine au bureau", 2),
        ("Modalidad híbrida: 2 días en la oficina", 2),
        ("Hybride werken: 2 dagen per week op kantoor", 2),
        ("In the office Tuesday–Thursday", 3),
        ("In the office on Mondays and Thursdays", 2),
        ("Mon-Thu in office", 4),
        ("Office attendance: twice a week", 2),
        ("Once a week we meet in our office.", 1),
        ("Vier Präsenztage pro Woche", 4),
        ("Twee kantoordagen per week", 2),
        ("3 jours par semaine sur site", 3),
        ("2-3 days a week in the office", None),
        ("Two days a week of home office", None),
        ("Hybrid working", None),
    ],
)
def test_days_in_the_office_are_kept_where_the_text_names_one_number(
    text: str, days: int | None
) -> None:
    facts = read(None, "Berlin", text=text)
    assert facts.workplaces == ("hybrid",)
    assert facts.office_days == days


def test_days_a_month_or_a_year_are_no_days_a_week() -> None:
    text = "This role is fully remote, with 2 days a month in the office."
    facts = read(None, "Berlin", text=text)
    assert (facts.workplaces, facts.office_days) == (("remote",), None)
    assert said_by("10 days a year in the office") == ()


def test_without_a_flag_a_city_of_which_nothing_is_said_is_an_office() -> None:
    assert read(None, "London") == WorkplaceFacts(("onsite",), NO_REMOTE)
    assert read(None, "Germany") == WorkplaceFacts((), NO_REMOTE)
    assert read(None, "London", text="We are a remote-first company.").workplaces == ()
    assert read(False, "London", text="We are a remote-first company.").workplaces == ("onsite",)


def test_a_text_that_says_remote_is_remote_without_a_flag() -> None:
    for text in (
        "#LI-Remote",
        "This position is fully remote.",
        "Type: Remote",
        "This position is: Remote (UK)",
        "This is a work-from-home position.",
        "Location: Remotely from the UK",
        "A 100% remote work model.",
        "You can do this job from home.",
        "The work can be done entirely from your own home.",
        "You work from your home office.",
        "A home-based role in the north",
        "There is no office; everyone works from home.",
        "Du arbeitest zu 100 % aus dem Homeoffice.",
        "Ort: Remote (Schweiz)",
        "Where you work: from home",
        "This is a virtual position.",
        "Remote-only",
        "Remote: yes",
        "Arbeite von überall in der Schweiz.",
        "Poste en télétravail à temps complet",
        "Je werkt vanuit huis.",
        "You can work from anywhere.",
        "The job can be done from anywhere in Kenya.",
        "Location: Kenya or Ghana (remote)",
        "Open to candidates in Kenya (remote).",
        "Wir suchen dich remote in Österreich.",
    ):
        assert read(None, "London", text=text).workplaces == ("remote",), text


def test_an_office_that_is_open_to_remote_offers_both() -> None:
    for text in (
        "We are in-office, but open to remote candidates.",
        "Flexible work (remote or San Francisco)",
        "Based in Seattle or remote.",
        "Remote möglich",
        "We like people in the office, but remote within the US is fine too.",
    ):
        assert read(False, "Seattle", text=text).workplaces == ("onsite", "remote"), text
    assert read(None, "New York Office (or Remote)").workplaces == ("onsite", "remote")


@pytest.mark.parametrize(
    "text",
    [
        "Remote, hybrid, or in-office: your choice.",
        "You can work remotely, from one of our hubs, or even a bit of both.",
    ],
)
def test_a_free_choice_offers_all_three(text: str) -> None:
    assert read(True, "London", text=text).workplaces == ("onsite", "hybrid", "remote")


def test_the_title_says_remote_only_as_a_part_of_its_own() -> None:
    assert read(None, "London", title="Data Engineer (Remote)").workplaces == ("remote",)
    assert read(None, "London", title="Data Engineer - Hybrid").workplaces == ("hybrid",)
    assert read(None, "London", title="Data Engineer (Home-Office)").workplaces == ("remote",)
    assert read(None, "", title="Data Engineer – Full Remote Spain").workplaces == ("remote",)
    assert read(None, "", title="Data Engineer - Remote Worldwide").workplaces == ("remote",)
    assert read(None, "", title="Remote Sensing Engineer").workplaces == ()
    assert read(None, "", title="Engineer, Remote Operations").workplaces == ()


def test_the_sources_own_workplace_type_decides() -> None:
    facts = read(True, "London", workplace_type="OnSite")
    assert facts.workplaces == ("onsite",)
    assert read(None, "London", workplace_type="REMOTE").workplaces == ("remote",)


def test_the_sentence_that_says_so_is_kept_with_its_place() -> None:
    text = "We build bikes.\nThis role is hybrid. You ride them too."
    evidence = read(True, "Berlin", text=text).evidence["workplaces"]
    assert evidence.sentence == "This role is hybrid."
    assert text[evidence.start :].startswith(evidence.sentence)
    text = "Fully remote. Open to candidates based in Spain."
    found = read(None, "Remote", text=text).evidence
    assert found["workplaces"].sentence == "Fully remote."
    assert found["remote_countries"].sentence == "Open to candidates based in Spain."


def test_what_flag_or_location_say_has_no_sentence() -> None:
    assert read(True, "Remote - Germany", text="We build bikes.").evidence == {}


def test_remote_alone_is_not_stated() -> None:
    assert read(True, "Remote") == WorkplaceFacts(("remote",), NOT_STATED)


def test_remote_beside_named_places_is_open_to_their_countries() -> None:
    facts = read(True, "Remote", "Paris", "London")
    assert facts.eligibility.countries == {"FR", "GB"}
    assert facts.eligibility.stated == ("FR", "GB")


def test_anywhere_is_open_to_everybody_beside_any_office() -> None:
    facts = read(None, "San Francisco, CA (Hybrid) OR Remote-Global")
    assert facts == WorkplaceFacts(("hybrid", "remote"), ANYWHERE)


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("You must be based in the US.", {"US"}),
        ("This position is remote within the U.S. or Canada.", {"US", "CA"}),
        ("Open to candidates based in Germany, Spain or the U.K.", {"DE", "ES", "GB"}),
        ("You must reside in New Mexico.", {"US"}),
        ("We are able to hire in all 50 states and Canada.", {"US", "CA"}),
        ("Du hast deinen Wohnsitz in Deutschland.", {"DE"}),
        ("Vous résidez en France.", {"FR"}),
        ("Debes residir en España o Portugal.", {"ES", "PT"}),
        ("Je woont in Nederland.", {"NL"}),
        ("📍 Remote, India | Full-time", {"IN"}),
        ("You can work from anywhere in Poland.", {"PL"}),
        ("Für Bewerber aus Polen oder der Schweiz", {"PL", "CH"}),
        ("You report to the Head of Customer Success; you can be based anywhere in Peru.", {"PE"}),
        ("This role is remote and can be executed from anywhere in Spain.", {"ES"}),
        ("We will hire for this role anywhere in the US, but working hours will be EST.", {"US"}),
        ("This position is for Brazil-based candidates only.", {"BR"}),
        ("Location: Remote (in a western time zone; US only)", {"US"}),
        ("You will be UK based.", {"GB"}),
        ("This is a Malta-based remote role.", {"MT"}),
        ("Solo candidatos en Chile", {"CL"}),
        ("Residenza in Italia", {"IT"}),
        ("This opportunity is only open to Canada residents.", {"CA"}),
        ("You must be a resident of Canada.", {"CA"}),
        ("Home-based in Kenya", {"KE"}),
        ("Based in the Philippines with consistent availability.", {"PH"}),
        ("Location: Remote/US/Singapore", {"US", "SG"}),
        ("You must be based out of one of these states: California, Ohio.", {"US"}),
        ("Onsite in our Berlin office OR remote from China or Israel.", {"CN", "IL"}),
        ("Applicants from India only.", {"IN"}),
        ("Remote, but you need to be in New Zealand for tax reasons.", {"NZ"}),
        ("Eligible locations: Kenya, Ghana, Nigeria", {"KE", "GH", "NG"}),
        ("Du wohnst in Deutschland und arbeitest remote.", {"DE"}),
        ("This job can be performed from Chile or Peru.", {"CL", "PE"}),
        ("We accept applications from Chile, Peru and Ecuador only.", {"CL", "PE", "EC"}),
        ("You are Ireland-based.", {"IE"}),
        ("We can only employ people in Ireland.", {"IE"}),
        ("A work-from-home role for people in Kenya.", {"KE"}),
        ("Télétravail complet (Belgique uniquement)", {"BE"}),
        ("UK residents only", {"GB"}),
        ("You must reside in one of the following states: OR, WA or ID.", {"US"}),
        ("We can hire in the following U.S. states: Ohio, Utah.", {"US"}),
        ("100% remoto para residentes no Brasil", {"BR"}),
        ("En télétravail complet, depuis n'importe où en Belgique", {"BE"}),
        ("Anywhere in Ireland", {"IE"}),
        ("We are looking for translators in Chile or Peru.", {"CL", "PE"}),
        ("Wohnsitz und Arbeitserlaubnis in Österreich", {"AT"}),
        ("Je moet in België wonen.", {"BE"}),
        ("You live in Portugal (Porto preferred).", {"PT"}),
        ("This position is open for Chile based candidates only.", {"CL"}),
        ("Remote (Chile preferred but open to candidates in Peru)", {"PE"}),
        ("Remote in North America (US or Canada)", {"CA", "US"}),
    ],
)
def test_eligibility_is_read_from_an_unmistakable_sentence(text: str, countries: set[str]) -> None:
    assert read(True, "Remote", text=text).eligibility.countries == countries


def test_a_group_in_a_sentence_is_expanded() -> None:
    facts = read(True, "Remote", text="Open to candidates based anywhere within LATAM.")
    assert facts.eligibility.stated == ("LATAM",)
    assert "BR" in facts.eligibility.countries


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Télétravail depuis un pays de l'Union européenne", "EU"),
        ("Abierto a candidatos de toda Latinoamérica", "LATAM"),
        ("EU only", "EU"),
    ],
)
def test_groups_are_read_in_other_words(text: str, group: str) -> None:
    assert read(True, "Remote", text=text).eligibility.stated == (group,)


def test_a_part_of_a_continent_is_not_all_of_it() -> None:
    facts = read(True, "Remote", text="Open to candidates based in Western Europe.")
    assert facts.eligibility.stated == ("WESTERN-EUROPE",)
    assert "FR" in facts.eligibility.countries
    assert facts.eligibility.countries.isdisjoint({"PL", "UA", "GR", "SE"})


@pytest.mark.parametrize(
    "text",
    [
        "Candidates located in European or US time zones.",
        "Remote (US time zones).",
        "Remote within 3 hours of the Central European time zone.",
        "You must live in a European timezone.",
        "There is a preference for candidates based in the UK.",
        "You must reside in Georgia.",
        "We have customers in the US and Canada, all remote.",
        "You must be authorized to work in the US.",
        "Remote in the US, Canada & 13 other countries.",
        "We hire people in Spain, Portugal and more countries.",
        "Open to candidates from Spain, Italy, etc.",
        "Our remote team members are in France.",
        "Based in Berlin, Germany, we are a team of thirty.",
        "Remote, but not in California.",
        "Wir arbeiten remote in der Zeitzone von Deutschland.",
        "We hire in most European countries.",
        "Remote in selected countries of Europe",
        "We employ forty people in Ireland.",
        "If you live in Ireland, you get a bicycle.",
        "Our people live in ten countries, among them Ireland.",
        "EU time zone only",
        "Anywhere on earth between UTC-3 and UTC+3",
    ],
)
def test_a_sentence_that_leaves_doubt_states_nothing(text: str) -> None:
    assert read(True, "Remote", text=text).eligibility == NOT_STATED


@pytest.mark.parametrize(
    "location",
    ["Germany, Spain & 13 other countries", "Remote (US, Canada + 5 more countries)"],
)
def test_a_list_that_goes_on_is_no_closed_list(location: str) -> None:
    assert read(True, location, "Paris").eligibility == NOT_STATED


@pytest.mark.parametrize(
    "text",
    [
        "We hire globally.",
        "We hire all over the world.",
        "We accept applications from all countries.",
        "Work wherever you like in the world.",
        "Work from anywhere in the world.",
        "We hire regardless of location, with overlap with the Americas.",
        "Remote (worldwide)",
        "This position is remote and open worldwide.",
        "Weltweit remote: remote von überall auf der Welt.",
        "100 % remoto desde cualquier lugar del mundo",
        "Weltweit remote",
        "Trabaja desde cualquier lugar del mundo",
        "Fully remote: live wherever you like in the world.",
        "We hire people worldwide.",
        "We do not mind where you live: apply from any country.",
        "Applicants from all over the world are welcome.",
        "Location: Anywhere in the world",
        "Location: anywhere",
        "You can work from anywhere.",
        "The role can be done from anywhere in the world.",
        "Remote worldwide",
    ],
)
def test_hiring_globally_is_anywhere(text: str) -> None:
    assert read(True, "Remote", text=text).eligibility == ANYWHERE


@pytest.mark.parametrize(
    "text",
    [
        "Open to candidates anywhere in the world outside of Brazil.",
        "You can work from anywhere in the world except Peru.",
        "We hire globally, excluding sanctioned countries.",
        "Wir arbeiten remote, weltweit außer in Peru.",
        "100 % remoto desde cualquier lugar del mundo, excepto Brasil",
    ],
)
def test_all_of_the_world_but_a_country_is_not_anywhere(text: str) -> None:
    assert read(True, "Remote", text=text).eligibility == NOT_STATED


def test_a_country_in_the_title_keeps_hiring_globally_from_being_anywhere() -> None:
    facts = read(True, "Remote", text="We hire globally.", title="Account Executive (USA)")
    assert facts.eligibility == NOT_STATED


def test_the_locations_are_believed_before_the_text() -> None:
    facts = read(True, "Remote - Canada", text="You must be based in the US.")
    assert facts.eligibility.countries == {"CA"}


def test_countries_named_to_applicants_are_the_part_of_a_group_that_is_meant() -> None:
    facts = read(True, "Remote EMEA", text="Location: Remote, Spain")
    assert facts.eligibility.countries == {"ES"}
    facts = read(True, "Remote EMEA", text="Location: Remote, Europe")
    assert facts.eligibility.stated == ("EMEA",)
    facts = read(True, "Remote EMEA", text="Our remote team is in Spain.")
    assert facts.eligibility.stated == ("EMEA",)


def test_a_text_or_title_that_names_the_locations_and_more_is_the_fuller_list() -> None:
    facts = read(True, "Remote US", text="We can hire you in the US and Canada.")
    assert facts.eligibility.countries == {"US", "CA"}
    facts = read(True, "Germany", title="Ruby Engineer - Remote Europe")
    assert facts.eligibility.stated == ("EUROPE",)
    facts = read(True, "Germany", text="Our team works remotely across Europe.")
    assert facts.eligibility.countries == {"DE"}


@pytest.mark.parametrize(
    ("location", "title", "countries"),
    [
        ("United States", "Platform Engineer (US & Canada)", {"US", "CA"}),
        ("Remote", "Backend Engineer, Senior (United States & Canada)", {"US", "CA"}),
        ("Remote", "Support Engineer - UK/Ireland", {"GB", "IE"}),
        ("United Kingdom", "Account Executive (UK & Ireland)", {"GB"}),
        ("Remote", "Developer (US Healthcare)", set()),
        ("Remote", "Support Engineer (IT)", set()),
    ],
)
def test_a_part_of_a_title_that_names_countries_alone_says_where_one_lives(
    location: str, title: str, countries: set[str]
) -> None:
    assert read(True, location, title=title).eligibility.countries == countries


def test_an_office_is_no_place_where_a_remote_worker_has_to_live() -> None:
    text = "We are distributed, so we hire regardless of location."
    assert read(True, "San Francisco", text=text).eligibility == ANYWHERE
    assert read(True, "Remote US", text=text).eligibility.countries == {"US"}


def test_worldwide_in_the_title_is_open_to_everybody() -> None:
    facts = read(True, "Portugal", title="Tech Lead - Remote, Worldwide")
    assert facts.eligibility == ANYWHERE


def test_a_region_before_remote_in_a_title_is_remote_there() -> None:
    facts = read(False, "Berlin Office", title="Legal Counsel (Europe Remote)")
    assert facts.workplaces == ("remote",)
    assert {"DE", "PT"} <= facts.eligibility.countries


@pytest.mark.parametrize(
    "text",
    [
        "This role is remote and can be executed globally.",
        "The job can be done from anywhere.",
        "Work wherever you are, globally.",
    ],
)
def test_a_job_that_can_be_done_globally_is_open_to_everybody(text: str) -> None:
    assert read(True, "Berlin", text=text).eligibility.scope == "anywhere"


def test_a_time_zone_in_a_title_names_no_country() -> None:
    facts = read(True, "Remote", title="Support (US time zones)", text="We hire globally.")
    assert facts.eligibility.scope == "anywhere"


@pytest.mark.parametrize(
    ("text", "workplaces"),
    [
        ("We require all to work from our offices on Mondays and Thursdays.\n#LI-Onsite", "hybrid"),
        ("This is a fully on-site role.\n#LI-Onsite", "onsite"),
        ("Du kannst bis zu 60 % deiner Arbeitszeit im Homeoffice arbeiten.", "hybrid"),
        ("Tu peux faire 40 % de ton temps en télétravail.", "hybrid"),
        ("80% of our customers work remotely.", "onsite"),
        ("If you see it twice: we're hiring remotely for this role in several places.", "remote"),
        ("If we were hiring remotely, we would say so.", "onsite"),
    ],
)
def test_days_count_before_a_hashtag_and_shares_of_the_time_are_hybrid(
    text: str, workplaces: str
) -> None:
    assert read(False, "Austin, TX", text=text).workplaces == (workplaces,)


@pytest.mark.parametrize(
    ("locations", "workplaces"),
    [
        (["Lyon, France", "Remote"], ("onsite", "remote")),
        (["London or remote"], ("onsite", "remote")),
        (["Remote", "Germany"], ("remote",)),
        (["Remote - Lyon"], ("remote",)),
    ],
)
def test_a_city_beside_remote_is_an_office_too(
    locations: list[str], workplaces: tuple[str, ...]
) -> None:
    assert read(None, *locations).workplaces == workplaces


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Location: Remote/US/Singapore/HK", {"US", "SG", "HK"}),
        ("Location: Anywhere in Germany", {"DE"}),
        ("Location: anywhere", set()),
    ],
)
def test_a_line_of_locations_names_who_may_apply(text: str, countries: set[str]) -> None:
    assert read(True, "Remote", text=text).eligibility.countries == countries


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("We hire remotely in Poland, Romania and Bulgaria.", {"BG", "PL", "RO"}),
        ("Fully remote position open to candidates located in India", {"IN"}),
        ("Remote for US-based candidates", {"US"}),
        ("US Remote", {"US"}),
        ("Remote across Canada", {"CA"}),
        ("Remote; applicants from India and Vietnam are welcome.", {"IN", "VN"}),
        ("Remote in TX, FL or GA", {"US"}),
    ],
)
def test_remote_is_read_beside_whom_it_is_open_to(text: str, countries: set[str]) -> None:
    facts = read(None, text=text)
    assert facts.workplaces == ("remote",)
    assert facts.eligibility.countries == countries


def test_a_share_of_the_time_in_the_office_is_hybrid() -> None:
    assert said_by("We expect everyone to be in the office 50% of the time.") == ("hybrid",)
    assert said_by("Training 2 days a week at a customer's office") == ()


def test_a_job_with_an_office_is_on_site_at_a_remote_first_company() -> None:
    text = "Remote-first company. This role is based in our Paris office."
    assert read(None, "Paris, France", text=text).workplaces == ("onsite",)
