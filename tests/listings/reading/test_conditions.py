"""Visas, relocation, clearance, equity and languages, as texts state them."""

import pytest

from listings.reading.conditions import Conditions, languages_by_name, read_conditions
from listings.reading.sections import Sentences, read_lines, read_sentences


def sentences(text: str) -> Sentences:
    return read_sentences(read_lines(text))


def read(text: str, title: str = "Harbour Engineer") -> Conditions:
    return read_conditions(title, sentences(text))


@pytest.mark.parametrize(
    "text",
    [
        "We sponsor visas for the right candidate.",
        "We find you a flat, supporting you with all residence and work permit procedures.",
        "Visa sponsorship and relocation stipend to bring you to Oslo",
        "We can help with immigration.",
        "Wir unterstützen dich beim Visum.",
        "Wir helfen beim Visum und beim Umzug.",
        "Prise en charge du visa et du titre de séjour",
        "Ofrecemos apoyo con el visado.",
        "Hulp bij je visum en werkvergunning",
        "Wij helpen met je werkvergunning.",
        "Nous prenons en charge ton visa.",
        "Te ayudamos con tu visado.",
        "Sponsorship: yes",
        "We help with your Blue Card.",
        "We do sponsor visas, but cannot do so for every role.",
        "We can't sponsor every candidate, but we do sponsor visas where we can.",
    ],
)
def test_a_visa_is_sponsored(text: str) -> None:
    assert read(text).visa == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "We are unable to sponsor work visas at this time.",
        "Candidates must be authorised to work in Norway without the need for sponsorship.",
        "Sponsorship: not available.",
        "Visa sponsorship is not offered for this role.",
        "Leider können wir keine Visa-Sponsoring anbieten.",
        "Nous ne proposons pas de sponsoring de visa.",
        "No ofrecemos patrocinio de visado.",
        "We do not support H1B candidates.",
        "Candidates who need sponsorship cannot be considered.",
        "We do not sponsor visas; all applicants must have the right to work.",
    ],
)
def test_no_visa_is_sponsored(text: str) -> None:
    assert read(text).visa == "no"


@pytest.mark.parametrize(
    "text",
    [
        "You must be authorised to work in Norway.",
        "Our customers include Visa, Stripe and a hundred banks.",
        "Plan conferences, budgets and sponsorships of events.",
        "What you'll do\nTrack visa applications and relocation of new colleagues.",
        "Backed by investors including Visa and two family offices.",
        "We are not able to sponsor visas for every role, so please ask.",
    ],
)
def test_other_visas_and_sponsors_say_nothing(text: str) -> None:
    assert read(text).visa == ""


@pytest.mark.parametrize(
    ("text", "relocation"),
    [
        ("We offer a relocation package.", "yes"),
        ("$20K relocation bonus if you move to the coast", "yes"),
        ("Umzugskosten übernehmen wir.", "yes"),
        ("Relocation assistance is not provided for this role.", "no"),
        ("We do not offer relocation for this position.", "no"),
        ("Located in Bergen or willing to relocate", ""),
        ("Relocation assistance (if relocation is required)", "yes"),
        ("We are happy to support your relocation.", "yes"),
        ("Relocation covered for candidates who do not live in Bergen.", "yes"),
        ("Umzugskosten können wir leider nicht übernehmen.", "no"),
        ("Nous ne prenons pas en charge le déménagement.", "no"),
        ("Wij bieden geen verhuisvergoeding.", "no"),
        ("We pay your moving costs.", "yes"),
        ("We help with your move to Bergen.", "yes"),
        ("Ayuda para la mudanza", "yes"),
        ("Hulp bij je verhuizing", "yes"),
        ("Prime de déménagement", "yes"),
        ("Relocation: yes", "yes"),
        ("Verhuisbonus", "yes"),
        ("Nous t'aidons à déménager.", "yes"),
        ("Te ayudamos a reubicarte.", "yes"),
        ("Relocation: no", "no"),
        ("You keep our ships moving and removals on time.", ""),
    ],
)
def test_help_with_relocating(text: str, relocation: str) -> None:
    assert read(text).relocation == relocation


@pytest.mark.parametrize(
    ("text", "clearance"),
    [
        ("Ability to obtain and maintain a security clearance", "clearance"),
        ("This role requires active SC clearance.", "clearance"),
        ("Candidates need to be eligible for NATO Secret.", "clearance"),
        ("Must be able to obtain a Public Trust.", "clearance"),
        ("Eligibility for DV is essential.", "clearance"),
        ("Screening door de AIVD (VGB) is vereist.", "clearance"),
        ("Je doorloopt een VGB-screening.", "clearance"),
        ("Veiligheidsonderzoek is onderdeel van de procedure.", "clearance"),
        ("Habilitation confidentiel défense", "clearance"),
        ("Eligible for a Baseline clearance", "clearance"),
        ("You pass a background investigation and hold a clearance.", "clearance"),
        ("Our software shortens security clearances.", ""),
        ("You must be a Norwegian national.", "citizenship"),
        ("Nederlandse nationaliteit is vereist.", "citizenship"),
        ("Staatsangehörigkeit eines NATO-Staates erforderlich", "citizenship"),
        ("Only nationals of NATO states may apply.", "citizenship"),
        ("Q clearance or ability to obtain one.", "clearance"),
        ("Se requiere nacionalidad española.", "citizenship"),
        ("DV cleared or willing to undergo DV", "clearance"),
        ("Clearance: Top Secret", "clearance"),
        ("Security clearance desirable", ""),
        ("Applicants must be citizens of the United States.", "citizenship"),
        ("You must be a good citizen of the internet.", ""),
        ("A Public Trust is a plus; being able to hold Top Secret is preferred.", ""),
        ("You will help engineers with their clearance paperwork.", ""),
        ("U.S. citizenship required (ITAR).", "citizenship"),
        ("You must be a US citizen or permanent resident.", "citizenship"),
        ("A security clearance is a plus.", ""),
        ("A security clearance is not required.", ""),
        ("You sell to customers that need a security clearance.", ""),
        ("You must be an EU citizen or hold a valid work permit.", ""),
        ("The right to work in the UK, for example as a British citizen, is a must.", ""),
        ("Nice to have\nActive security clearance", ""),
        ("We hire regardless of race, religion, citizenship or age.", ""),
        ("Familiarity with ITAR and EAR regulations", ""),
        ("Medical clearance is required to wear a respirator.", ""),
    ],
)
def test_clearance_or_citizenship(text: str, clearance: str) -> None:
    assert read(text).clearance == clearance


@pytest.mark.parametrize(
    ("text", "equity"),
    [
        ("Competitive salary and meaningful equity", "yes"),
        ("Stock options for everybody", "yes"),
        ("Restricted Stock Units (RSUs) are part of every offer.", "yes"),
        ("Virtuelle Unternehmensanteile (VSOP)", "yes"),
        ("Aktienoptionen für alle", "yes"),
        ("Participación en acciones", "yes"),
        ("We care for diversity, equity and inclusion.", ""),
        ("What you'll do\nAdminister stock plans and equity grants", ""),
        ("Requirements\n10 years in sales\n$180K base / $360K OTE + equity", "yes"),
        ("Requirements\nClosed $10M and equity deals", ""),
        ("Five years in private equity", ""),
        ("Home equity investments without debt", ""),
        ("ESOPs for the whole crew", "yes"),
        ("An employee share purchase plan", "yes"),
        ("Each of us receives shares.", "yes"),
        ("Pay based on experience, with a target equity package", "yes"),
        ("Benefits include, but are not limited to, equity grants.", "yes"),
        ("This contract does not come with equity.", ""),
        ("You receive options in our company.", "yes"),
        ("You get a meaningful stake in the company.", "yes"),
        ("All employees are shareholders.", "yes"),
        ("EMI options", "yes"),
        ("Salary: £70k + options", "yes"),
        ("Actionnariat salarié", "yes"),
        ("Profits interest units", "yes"),
        ("Early-stage equity", "yes"),
        ("Requirements\nGrit\nIn addition to base pay, we have equity and paid leave.", "yes"),
        ("Requirements\nCompetitive salary + equity", "yes"),
        ("Requirements\nYou have worked with cap tables and equity plans", ""),
        ("Safety is at stake; report to shareholders.", ""),
    ],
)
def test_equity(text: str, equity: str) -> None:
    assert read(text).equity == equity


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Fluent in German and English", ("de", "en")),
        ("Business level Japanese", ("ja",)),
        ("Du sprichst sehr gutes Deutsch.", ("de",)),
        ("Anglais courant", ("en",)),
        ("Dominio del español y nivel alto de inglés", ("es", "en")),
        ("Je spreekt vloeiend Nederlands", ("nl",)),
        ("French is a plus.", ("fr",)),
        ("Please send your CV in English.", ()),
        ("Send your application in English - it is our company language.", ("en",)),
        ("About us\nOur company language is English.", ("en",)),
        ("You majored in English Literature and write well.", ()),
        ("Experience in the German market, excellent negotiation skills", ()),
        ("About us\nWe speak to French customers every day.", ()),
        ("Work with precision and polish, advanced skills in layout", ()),
        ("Polish your presentation skills", ()),
        ("Fluent English; French is not required.", ("en",)),
        ("Du sprichst gut Englisch, Dänisch ist nicht nötig.", ("en",)),
        ("English required, no Danish needed", ("en",)),
        ("Sprachen: Deutsch", ("de",)),
        ("You help our customers in Portuguese.", ("pt",)),
    ],
)
def test_languages_asked(text: str, languages: tuple[str, ...]) -> None:
    assert read(text).languages == languages


def test_a_title_asks_for_a_language() -> None:
    assert read("", title="Support Agent (German speaker)").languages == ("de",)


def test_each_fact_has_its_sentence() -> None:
    text = "About the job\nWe build piers. We sponsor visas.\nFluent Norwegian."
    evidence = read(text).evidence
    assert evidence["visa"].sentence == "We sponsor visas."
    assert text[evidence["languages_asked"].start :].startswith("Fluent Norwegian")


def test_a_silent_text_states_nothing() -> None:
    assert read("We build piers and mend boats.") == Conditions()


def test_a_language_that_nobody_needs_is_not_asked() -> None:
    assert read("Fluent in English (no need to speak French!)").languages == ("en",)


@pytest.mark.parametrize(
    "text",
    [
        "Career changers are welcome.",
        "Two years of service, in tourism or similar - career changers welcome",
        "We welcome career switchers who like the sea.",
        "We seek teachers eager to transition into the harbour industry.",
        "A bridge for minds from diverse fields to transition into research.",
        "Made for somebody at sea who is looking to transition into a role ashore.",
        "Two years with guests, or eager to transition into your first position with guests",
        "Wir freuen uns auch über Quereinsteiger.",
        "Quereinsteiger:innen mit Erfahrung willkommen",
        "Les profils en reconversion sont les bienvenus",
        "Personas en cambio de carrera: ¡bienvenidas!",
        "Ook geschikt voor zij-instromers",
    ],
)
def test_career_changers_are_welcome(text: str) -> None:
    found = read(text)
    assert found.newcomers == "welcome"
    assert found.evidence["newcomers"].sentence == text


@pytest.mark.parametrize(
    "text",
    [
        "No experience required, we train you.",
        "No prior experience needed: you learn beside us.",
        "You do not need prior experience to start.",
        "Full training is provided.",
        "You receive thorough on the job training at each station.",
        "Licence preferred, but will train if needed",
        "Pass the certification within 90 days of hire (we will help you study)",
        "We would like to hear from you, regardless of your prior experience.",
        "You need not know ropes (we'll teach you what you need to know).",
        "Ready to get certified - we support you with paid training",
        "Bewirb dich, unabhängig von deiner bisherigen Erfahrung",
        "Postulez, quelle que soit votre expérience",
        "Te enseñamos todo, independientemente de tu experiencia previa",
        "Solliciteer, ongeacht je werkervaring",
        "Keine Vorkenntnisse erforderlich, wir lernen dich an.",
        "Débutants acceptés, formation assurée",
        "No se requiere experiencia previa: te formamos.",
        "Geen ervaring nodig, wij leiden je op",
    ],
)
def test_newcomers_are_trained_on_the_job(text: str) -> None:
    assert read(text).newcomers == "trained"


@pytest.mark.parametrize(
    "text",
    [
        "This role is not suited to career changers.",
        "Leider keine Quereinsteiger.",
        "Pas de profil en reconversion",
        "Geen zij-instromers",
        "A life- and career-changing place to work.",
        "Everybody brings something to the table, regardless of experience.",
        "400 € (abhängig von deiner bisherigen Erfahrung)",
        "Begin in a temporary role that may transition to a full-time position",
        "Training on our products is provided in your first week.",
        "Security and privacy training will be provided.",
        "Work with our SQL backend (training provided)",
        "No experience with generative AI required",
        "Cooking experience not required but strongly preferred",
        "While prior experience is not required, an interest in machine learning is a plus.",
        "You will deliver full on-the-job training to new colleagues.",
        "We train foundation models from scratch.",
        "Paid training days and a budget for conferences",
        "Einarbeitung durch erfahrene Kollegen",
        "Transformamos procesos críticos",
    ],
)
def test_other_training_and_other_careers_say_nothing_of_newcomers(text: str) -> None:
    assert read(text).newcomers == ""


def test_who_asks_for_years_trains_no_newcomer() -> None:
    text = "Full training is provided."
    assert read_conditions("Cook", sentences(text), 1).newcomers == "trained"
    assert read_conditions("Cook", sentences(text), 2).newcomers == ""
    assert read(f"{text}\nExperience:\n- ABA: 1 year (Required)").newcomers == ""


def test_who_asks_for_years_may_welcome_career_changers() -> None:
    text = "Career changers are welcome."
    assert read_conditions("Cook", sentences(text), 4).newcomers == "welcome"


def test_languages_are_named_in_english() -> None:
    assert {"de": "German", "en": "English", "fr": "French", "es": "Spanish"}.items() <= dict(
        languages_by_name()
    ).items()
