"""What a text states of pay: amount, currency, period and kind, and nothing that is no pay."""

from decimal import Decimal
from time import process_time

import pytest

from listings.pay.money import PayKind
from listings.pay.text import main_pay, stated_pay


def said(text: str, *currencies: str) -> list[str]:
    return [
        " ".join(
            [
                f"{one.pay.minimum or Decimal(0):f}-{one.pay.maximum or Decimal(0):f}".replace(
                    ".00", ""
                ),
                one.pay.currency,
                one.pay.period.value,
                *([] if one.pay.kind == PayKind.BASE else [one.pay.kind.value]),
            ]
        )
        for one in stated_pay(text, currencies)
    ]


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        (
            "The salary range here is $91,000 - $112,500, plus shares.",
            "91000-112500 USD year",
        ),
        ("We pay $21.40 an hour, plus tips.", "21.40-21.40 USD hour"),
        ("Pay here ranges from $101,250 up to $135,750.", "101250-135750 USD year"),
        ("Gehalt von 52.000 € bis zu 61.000 € im Jahr", "52000-61000 EUR year"),
        ("Gehalt: 48.000 – 56.000 € brutto im Jahr", "48000-56000 EUR year"),
        ("Jahresgehalt: ca. 34.500€", "34500-34500 EUR year"),
        ("Salary (USD): 120,000", "120000-120000 USD year"),
        ("Base salary in GBP: 61,000 to 72,000", "61000-72000 GBP year"),
        ("Salaire (EUR) : 45 000", "45000-45000 EUR year"),
        ("Wir bieten ein Gehalt ab 3.500 € monatlich", "3500-0 EUR month"),
        ("Salaire : 38K€ à 45K€ fixe", "38000-45000 EUR year"),
        ("45-55k € brut annuel", "45000-55000 EUR year"),
        ("Salario: 30.000€ - 36.000€ brutos anuales", "30000-36000 EUR year"),
        ("Salaris tussen € 3.200 en € 4.100 bruto per maand", "3200-4100 EUR month"),
        ("CHF 95'000 - 110'000 Jahresgehalt", "95000-110000 CHF year"),
        ("£62,000 - £74,000 base + 10% bonus", "62000-74000 GBP year"),
        ("£450 per day", "450-450 GBP day"),
        ("120-150K USD", "120000-150000 USD year"),
        ("₹6L – ₹9L/yr", "600000-900000 INR year"),
        ("Clear pay: up to $30/hour", "0-30 USD hour"),
        ("Pay: $20.00-$25.00 per hour", "20-25 USD hour"),
        ("A salary between $99,000 [lowest market] to $151,000 [highest]", "99000-151000 USD year"),
        ("SALARY: $ 55, 000 - $ 65, 000", "55000-65000 USD year"),
        ("Annual salary range: $170-195,000", "170000-195000 USD year"),
        ("Tagessatz: 650 € – 750 €", "650-750 EUR day"),
        ("€ 4.500,- bruto per maand", "4500-4500 EUR month"),
        ("ab 55.000 € Jahresbrutto", "55000-0 EUR year"),
        ("up to £70k basic", "0-70000 GBP year"),
        ("First-year earnings of $150,000", "150000-150000 USD year on-target"),
        ("Stundensatz 95 €", "95-95 EUR hour"),
        ("The range is CA$110,000 to CA$140,000.", "110000-140000 CAD year"),
        ("Zielgehalt: EUR 85.000 OTE", "85000-85000 EUR year on-target"),
        ("Total compensation: $200,000 - $260,000 including bonus", "200000-260000 USD year total"),
        ("The total cash range is $150,000–$180,000.", "150000-180000 USD year total"),
        ("Mindestgehalt laut KV: EUR 3.200 brutto monatlich", "3200-3200 EUR month minimum"),
        ("SEK 45 000–55 000 / månad", "45000-55000 SEK month"),
        ("Lön: SEK 42 000 - 48 000 / mån", "42000-48000 SEK month"),
        ("Wynagrodzenie: 15 000 – 20 000 PLN/mies.", "15000-20000 PLN month"),
        ("Palkka 3 500 - 4 200 €/kk", "3500-4200 EUR month"),
        ("¥8,000,000 - ¥12,000,000 annual", "8000000-12000000 JPY year"),
        ("The OTE salary for this role is $137,000 - $173,000", "137000-173000 USD year on-target"),
        ("$110k-$130k + equity", "110000-130000 USD year"),
        ("Monatliches Bruttogehalt ab 3.100 €", "3100-0 EUR month"),
        ("Gratification de stage : 1 100 € / mois", "1100-1100 EUR month"),
        ("Salaris: €2.700 – €3.400 p/m", "2700-3400 EUR month"),
        ("Base salary £68,000+ DOE", "68000-0 GBP year"),
        ("A starting salary of 52.000 DKK per month", "52000-0 DKK month"),
        ("110K$ - 130K$ base", "110000-130000 USD year"),
        ("Total compensation (base + equity): $240K - $290K", "240000-290000 USD year total"),
        ("Rémunération globale : 58 000 - 66 000 €", "58000-66000 EUR year total"),
        ("Gesamtvergütung: 78.000 € – 92.000 €", "78000-92000 EUR year total"),
        ("Expected OTE at 100% quota attainment: €115,000", "115000-115000 EUR year on-target"),
        ("Earnings potential of $95,000+ (OTE)", "95000-0 USD year on-target"),
        ("$180,000 base salary + competitive OTE", "180000-180000 USD year"),
        ("Stawka: 110 - 140 PLN/h", "110-140 PLN hour"),
        ("L3 Engineer ($126,000 - $165,000)", "126000-165000 USD year"),
        (
            "Base pay is from $90,000/year in our lowest market up to $120,000/year",
            "90000-120000 USD year",
        ),
        ("Comp Range: $80k - $100k (OTE) + equity", "80000-100000 USD year on-target"),
        ("The base for it runs from $98,500 up to $131,000 a year.", "98500-131000 USD year"),
        ("Pay: 28–34 USD/hr depending on shift.", "28-34 USD hour"),
        ("Compensation band: CAD 92,000–118,000 + stock", "92000-118000 CAD year"),
        ("Between 3.200 € and 3.800 € gross per month.", "3200-3800 EUR month"),
        ("Fixum 60.000 € + Provision", "60000-60000 EUR year"),
        ("Rémunération : 42 à 50 k€ brut selon profil", "42000-50000 EUR year"),
        ("Bruto maandsalaris van €2.900 tot €3.600", "2900-3600 EUR month"),
        ("Total comp is between $220,000 and $300,000", "220000-300000 USD year total"),
        ("$220,000 - $300,000 total compensation", "220000-300000 USD year total"),
        ("Ab 2.650 € brutto monatlich (KV-Minimum)", "2650-0 EUR month minimum"),
        ("Gehaltsrahmen: 55–65 Tsd. € brutto im Jahr", "55000-65000 EUR year"),
        ("₹18L – ₹24L per annum", "1800000-2400000 INR year"),
        ("Base of 7 000 - 8 500 PLN miesięcznie", "7000-8500 PLN month"),
        ("Vanaf € 2.950 per maand", "2950-0 EUR month"),
        ("• ab 3.150 € im Monat", "3150-0 EUR month"),
        ("À partir de 2 350 € par mois", "2350-0 EUR month"),
        ("Wij bieden tot € 4.300 per maand", "0-4300 EUR month"),
        ("AUD 131,000 + super", "131000-131000 AUD year"),
        ("AUD 128,000 (incl. superannuation)", "128000-128000 AUD year"),
        ("NZD 94,000 plus KiwiSaver", "94000-94000 NZD year"),
        ("£61k plus car allowance", "61000-61000 GBP year"),
        ("Tussen de € 2.900 en € 3.700 per maand", "2900-3700 EUR month"),
        ("Salär: CHF 84'500 (13 Monatslöhne)", "84500-84500 CHF year"),
        ("The package is AUD 118,000 plus superannuation", "118000-118000 AUD year"),
        ("£58,500 + bonus", "58500-58500 GBP year"),
        ("£58,500 DOE", "58500-58500 GBP year"),
        ("We offer up to £58,500 depending on experience.", "0-58500 GBP year"),
        ("€58.500 je nach Erfahrung", "58500-58500 EUR year"),
        ("AUD 131,000 plus 12% superannuation", "131000-131000 AUD year"),
        ("Between 55 and 65 thousand euros a year", "55000-65000 EUR year"),
        ("R$ 9.000 a R$ 12.000 por mês (CLT)", "9000-12000 BRL month"),
        ("$170k-$210k + 0.25% - 0.75% equity", "170000-210000 USD year"),
        ("You'll earn £29,500 in your first year.", "29500-29500 GBP year"),
        ("You will make $19-$23 an hour plus tips.", "19-23 USD hour"),
        ("AED 16,000 – 21,000 per month, tax free", "16000-21000 AED month"),
        ("SGD 6,200–8,800/mth", "6200-8800 SGD month"),
        ("Jahreslohn CHF 92'000.– bis 108'000.–", "92000-108000 CHF year"),
        ("Entgelt: 3.700 € bis 4.300 € brutto im Monat", "3700-4300 EUR month"),
        ("Stawka: 130 zł/godz.", "130-130 PLN hour"),
        ("Paga oraria: 12,50 €", "12.50-12.50 EUR hour"),
        ("Salário: €1.700 - €2.100 brutos mensais", "1700-2100 EUR month"),
        ("Salary range: 88,000 to 104,000 (USD)", "88000-104000 USD year"),
        ("Salary Range: $98,000.00 To $121,000.00 Annually", "98000-121000 USD year"),
        ("USD$115,000-$128,000", "115000-128000 USD year"),
        ("Salary £24,100 rising to £27,300", "24100-27300 GBP year"),
        ("Minimum salary: $68,000. Maximum salary: $91,000.", "68000-91000 USD year"),
        ("We're paying £54-62k for this one.", "54000-62000 GBP year"),
        ("£14.60ph", "14.60-14.60 GBP hour"),
        ("£210-£230 p/d", "210-230 GBP day"),
        ("Salario: 33.000-38.000€ b/a", "33000-38000 EUR year"),
        ("Wynagrodzenie od 9 000 do 12 000 zł brutto", "9000-12000 PLN month"),
        ("18-24 LPA", "1800000-2400000 INR year"),
        ("CTC: 12-18 LPA", "1200000-1800000 INR year total"),
        ("Package : 55-65K€ (fixe + variable)", "55000-65000 EUR year total"),
        ("$140,000 - $170,000 (base + commission)", "140000-170000 USD year on-target"),
        ("Gehalt: 52 - 61 TEUR", "52000-61000 EUR year"),
        ("Zielgehalt: 64-72 T€", "64000-72000 EUR year on-target"),
        ("Salaire : 43-51k€", "43000-51000 EUR year"),
        ("Package: 7 to 11 lakhs per annum", "700000-1100000 INR year"),
        ("Salary: 1.4 Cr per annum", "14000000-14000000 INR year"),
        ("Salary: $96,000 pa - $125,000 pa", "96000-125000 USD year"),
        ("Base: $151,000 (min) — $182,500 (mid) — $214,000 (max)", "151000-214000 USD year"),
        ("Pay is between $133,000 USD -and $151,000 USD", "133000-151000 USD year"),
        ("£27k - £31k pro rata", "27000-31000 GBP year"),
        ("Salário de 1.450€", "1450-1450 EUR month"),
        ("Vencimento base: 1.100 €", "1100-1100 EUR month"),
        ("Sueldo: 1.750 € brutos", "1750-1750 EUR month"),
        ("Salaire : 2 300 € brut", "2300-2300 EUR month"),
        ("Gehaltsrahmen 3.000 € bis 3.600 € brutto", "3000-3600 EUR month"),
        ("Salaris: maximaal € 4.700 bruto", "0-4700 EUR month"),
        ("Lohn: CHF 5'200 x 13", "5200-5200 CHF month"),
        ("Mzda: 55 000 - 75 000 Kč měsíčně", "55000-75000 CZK month"),
        ("Bruttó bér: 800 000 - 1 200 000 Ft/hó", "800000-1200000 HUF month"),
        ("Salariu: 8.000 - 12.000 lei net lunar", "8000-12000 RON month"),
        ("Ücret: 60.000 - 80.000 TL", "60000-80000 TRY month"),
        ("Зарплата: 150 000 – 200 000 руб.", "150000-200000 RUB month"),
        ("Gaji: Rp 8.000.000 - 12.000.000", "8000000-12000000 IDR month"),
        ("Salary: RM 5,000 - RM 7,000", "5000-7000 MYR month"),
        ("Årslønn NOK 700 000 – 850 000", "700000-850000 NOK year"),
    ],
)
def test_pay_is_read_as_it_is_stated(text: str, pay: str) -> None:
    assert said(text) == [pay]


@pytest.mark.parametrize(
    "text",
    [
        "We have raised $42M from investors.",
        "closing deals in the $50K–$250K ARR range",
        "Experience with a $1M+ quota and budgets of $500K per month",
        "A learning budget of $1,500 per year and $300 per month for your commute",
        "$500 sign-on bonus, $2,000 referral bonus",
        "Technology stipend equivalent to $100 net/month",
        "401k with match; life insurance of $50,000",
        "3,000 customers and 2,500 partners pay us",
        "Gehalt: nach Vereinbarung",
        "This role has a $5/hour shift differential.",
        "Clients grow by at least $250k per business on average.",
        "Compensation is in the range of $160,00 - $200,00.",
        "Pay is $65 per completed visit.",
        "Per-session rate: $60-$75",
        "Our average contract is worth $80,000 - $120,000 a year.",
        "Equity worth $50,000 - $100,000 vests over four years",
        "Our customers spend $50,000 to $90,000 per year with us.",
        "A sign-on bonus of $10,000 to $15,000 may be paid.",
        "Variable pay: $30,000 - $40,000",
        "Our median customer saves $40,000 a year.",
        "The range is between $T95,000 to $120,000.",
        "€ 150 per maand",
        "We offer $1,200 per month towards childcare",
        "$25,000 + growing",
        "€ 500 x 3",
        "A sign-on bonus of $10,000 depending on experience",
        "Our customers save €20,000 depending on their size.",
        "Our average contract value is $80k-$120k per year.",
        "We help people earning $50,000 a year to put something aside.",
        "The average nurse on our app makes $45 per hour.",
        "Clients pay $200-$400 per hour for our lawyers.",
        "Our platform starts at $12,000 per year.",
        "A fine of $100,000 to $200,000 per year may apply.",
        "Night shift premium of $3.50 per hour",
        "Overtime is paid at an additional $12 per hour",
        "Tips average $10 an hour",
        "A deductible of $2,500 per year",
        "Projektbudget: 100.000 – 150.000 € pro Jahr",
        "Fahrtkostenzuschuss von 600 € pro Jahr, Weihnachtsgeld 1.500 € pro Jahr",
        "Forfait mobilité et chèques-vacances : 800 € par an",
        "Presupuesto de formación de 1.500€ al año, ticket restaurante de 11€ al día",
        "Opleidingsbudget van €2.000 per jaar, ploegentoeslag van €350 per maand",
        "Dofinansowanie do sportu 1 500 zł rocznie",
        "Vale refeição de R$ 40 por dia",
        "Welfare aziendale di 1.500 € all'anno, buoni pasto da 8 € al giorno",
        "Pay of $2,400 bi-weekly",
        "Per diem of $75 per day when travelling",
        "€50 per day expenses",
        "$2,000 USD annual co-working and travel perk",
        "$8,000 yearly home office and travel perk",
        "Salary extra: €1,500 a year",
        "Salary: $2,600, semi-monthly",
        "Gehalt: 9.800 €",  # a month's or a year's
        "Minimum wage is £11.44 but we pay more.",
        "Salary sacrifice for cars up to £500 a month",
    ],
)
def test_what_is_no_pay_is_not_read(text: str) -> None:
    assert said(text) == []


def test_the_variable_part_is_no_base() -> None:
    stated = stated_pay("On-target earnings of $180,000/year ($90,000 base, $90,000 variable)")
    assert [(one.pay.kind, one.pay.minimum) for one in stated] == [
        (PayKind.ON_TARGET, Decimal(180_000)),
        (PayKind.BASE, Decimal(90_000)),
    ]


def test_base_and_on_target_pay_stand_apart() -> None:
    text = "Base pay is $118,000 - 140,000K (OTE $210,000 - $240,000)"
    assert said(text) == ["118000-140000 USD year", "210000-240000 USD year on-target"]
    assert said("Salary: $95,000 (OTE: $150,000)") == [
        "95000-95000 USD year",
        "150000-150000 USD year on-target",
    ]
    main = main_pay(stated_pay(text))
    assert main is not None
    assert main.pay.maximum == Decimal(140_000)


def test_what_is_paid_every_two_weeks_may_still_be_a_years() -> None:
    assert said("Salary: $94,000, paid bi-weekly") == ["94000-94000 USD year"]


def test_one_pay_told_for_two_periods_is_one() -> None:
    main = main_pay(stated_pay("$62,400 - $78,000 annually. ($30.00 - $37.50 hourly)"))
    assert main is not None
    assert main.pay.period == "year"
    assert main_pay(stated_pay("Pay: $62,400 a year. Pay of contractors: $45 an hour")) is None


def test_levels_in_brackets_beside_each_other_are_each_read() -> None:
    text = "Engineer II ($120K - $140K), Engineer III ($150K - $180K)"
    assert said(text) == ["120000-140000 USD year", "150000-180000 USD year"]


def test_a_range_and_an_open_amount_are_two_statements() -> None:
    text = "Base salary $50,000 - $60,000, seniors starting at $70,000 salary"
    assert said(text) == ["50000-60000 USD year", "70000-0 USD year"]


def test_levels_and_places_are_named_and_make_no_range() -> None:
    stated = stated_pay("Salary\nZone A: $125,000 - $170,000\nZone C: $100,000 - $140,000")
    assert [one.label for one in stated] == ["Zone A", "Zone C"]
    assert main_pay(stated) is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Pay is $90,000 - $120,000. For Ohio it is $80,000 - $99,000.", ["", "Ohio"]),
        (
            "The pay across the U.S. is: $90,000 - $120,000. For Ohio it is: $80,000 - $99,000.",
            ["", "Ohio"],
        ),
        (
            "The pay is $95,000 to $115,000 in New York and $80,000 to $99,000 in Ohio.",
            ["New York", "Ohio"],
        ),
        (
            "Salary in Spain: €40,000 - €50,000. Salary in Germany: €60,000 - €70,000.",
            ["Spain", "Germany"],
        ),
        ("Base salary: $90k - $120k. In Series B we raised $10,000,000 - $20,000,000.", [""]),
    ],
)
def test_pay_of_another_place_is_told_apart(text: str, labels: list[str]) -> None:
    assert [one.label for one in stated_pay(text)] == labels


def test_a_dollar_is_that_of_the_place() -> None:
    assert said("The salary is $90,000 a year.", "CAD") == ["90000-90000 CAD year"]
    assert said("The salary is $90,000 USD a year.", "CAD") == ["90000-90000 USD year"]


def test_the_sentence_and_its_place_are_told() -> None:
    text = "About us.\nThe pay is €50,000 a year. We are ten people."
    [one] = stated_pay(text)
    assert one.sentence == "The pay is €50,000 a year"
    assert text[one.start : one.end] == one.written == "€50,000 a year"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "$1,000 - ",
        "1 ",
        "€",
        "$1 to ",
        "salary ",
        "1,111",
        "$1 [",
        "OTE ($1",
        "a b ",
        "100k ",
        "salary 100k - ",
    ],
)
def test_reading_is_linear(piece: str) -> None:
    """Ten times as long takes about ten times as long; a square would take a hundred."""

    def cost(times: int) -> float:
        text = (piece * times)[: 4_000 * times]
        start = process_time()
        stated_pay(text, ["USD"])
        return process_time() - start

    cost(200)
    assert cost(2_000) < 35 * max(cost(200), 0.002)


@pytest.mark.parametrize(
    "text",
    [
        "Engineer I: $90,000-$105,000, Engineer II: $106,000-$130,000",
        "Pay for Ohio: $90,000 - $105,000; for Oregon: $106,000 - $130,000.",
    ],
)
def test_each_of_several_ranges_on_one_line_is_read(text: str) -> None:
    assert said(text) == ["90000-105000 USD year", "106000-130000 USD year"]


@pytest.mark.parametrize(
    ("text", "currency", "pay"),
    [
        ("Salary: 150k + equity", "USD", "150000-150000 USD year"),
        ("Salary: 120-150k", "USD", "120000-150000 USD year"),
        ("210k - 231k + equity. More by experience.", "USD", "210000-231000 USD year"),
        ("Compensation\n120k – 150k", "GBP", "120000-150000 GBP year"),
        ("Gehalt: 60k – 75k brutto", "EUR", "60000-75000 EUR year"),
        ("Rango salarial: 28K - 34K brutos", "EUR", "28000-34000 EUR year"),
        ("Salaire : 45-55k brut annuel", "EUR", "45000-55000 EUR year"),
        ("Salaris: 55k - 70k bruto per jaar", "EUR", "55000-70000 EUR year"),
        ("OTE 180k", "USD", "180000-180000 USD year on-target"),
        ("Salary up to 95k", "GBP", "0-95000 GBP year"),
        ("Salary: 58,000-66,000", "GBP", "58000-66000 GBP year"),
        ("Gehalt: 61.000 – 72.000", "EUR", "61000-72000 EUR year"),
        ("Salary range: 58000 - 66000 per year", "GBP", "58000-66000 GBP year"),
        ("Salaris: 3.050 - 3.900 bruto per maand", "EUR", "3050-3900 EUR month"),
    ],
)
def test_pay_without_a_currency_is_in_that_of_the_place(text: str, currency: str, pay: str) -> None:
    assert said(text, currency, currency) == [pay]
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Our base of 150k users grows",
        "A user base of 100k-150k",
        "You manage a budget of 150k",
        "Quota: 500k",
        "Salary data of 150k employees",
        "Competitive salary, 401k match",
        "Salary, 401k",
        "Compensation: 100k tokens",
        "Salary 10k signing bonus",
        "Compensation (EUR)\n100k – 120k",
        "We pay out 120k - 150k claims a month",
        "Salary 60,000 members are insured with us",
        "62,000 - 70,000 + equity",
        "Salary: 3,800 - 4,200",
        "Salary survey of 45,000",
    ],
)
def test_an_amount_without_a_currency_that_is_not_plainly_pay_is_left(text: str) -> None:
    assert said(text, "USD") == []


def test_pay_without_a_currency_is_left_where_the_places_pay_in_several() -> None:
    assert said("Salary: 120-150k", "USD", "CAD") == []
    assert said("Salary: 18k - 24k", "INR") == []
    assert said("Salary: 60,000 - 70,000", "USD", "CAD") == []
    assert said("Salary: 60,000 - 70,000", "JPY") == []
