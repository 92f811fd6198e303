"""Which language a text is in, and which way it runs: right, or unknown, never by accident."""

import pytest

from listings.reading.language import detect_language, direction, language_names

TEXTS = {
    "zh": "我们正在招聘一位数据工程师，负责数据平台的建设与维护，熟悉 Python、SQL 和 AWS。",
    "ja": "データエンジニアを募集しています。Python と SQL の経験が必要です。",
    "ko": "데이터 엔지니어를 모집합니다. Python 과 SQL 경험이 필요합니다.",
    "he": "אנחנו מחפשים מהנדס נתונים לצוות שלנו בתל אביב, עם ניסיון ב-Python.",
    "th": "เรากำลังมองหาวิศวกรข้อมูลที่มีประสบการณ์กับ Python",
    "el": "Ζητάμε μηχανικό δεδομένων με εμπειρία σε Python και SQL.",
    "hy": "Մենք փնտրում ենք տվյալների ինժեներ մեր թիմի համար։",
    "ka": "ჩვენ ვეძებთ მონაცემთა ინჟინერს ჩვენი გუნდისთვის.",
    "ta": "எங்கள் குழுவிற்கு தரவு பொறியாளரைத் தேடுகிறோம்.",
    "ar": "نحن نبحث عن مهندس بيانات للانضمام إلى فريقنا في القاهرة، مع خبرة في قواعد البيانات.",
    "fa": (
        "ما به دنبال یک مهندس داده برای پیوستن به تیم خود در تهران هستیم که تجربه کار داشته باشد."
    ),
    "ur": (
        "ہم اپنی ٹیم میں شامل ہونے کے لیے ایک ڈیٹا انجینئر کی تلاش کر رہے ہیں جو تجربہ رکھتا ہو۔"
    ),
    "hi": "हम अपनी टीम के लिए एक डेटा इंजीनियर की तलाश कर रहे हैं जो दिल्ली में काम कर सके।",
    "ru": ("Мы ищем инженера данных, который поможет строить платформу и работать с аналитиками."),
    "uk": ("Ми шукаємо інженера даних, який допоможе будувати платформу та працювати з командою."),
    "bg": (
        "Търсим инженер по данни, който да помогне за "
        "изграждането на платформата и да работи с екипа."
    ),
    "sr": (
        "Тражимо инжењера података који ће нам помоћи да изградимо платформу са тимом у Београду."
    ),
    "en": (
        "We are looking for a data engineer who helps us build pipelines and works with the team."
    ),
    "de": (
        "Wir suchen eine Person, die unsere Datenbanken pflegt und "
        "mit den Kolleginnen arbeitet, jeden Tag."
    ),
    "pl": (
        "Szukamy inżyniera danych, który pomoże nam budować platformę i będzie pracował z zespołem."
    ),
    "tr": (
        "Ekibimize katılacak, veri tabanlarıyla çalışmayı seven ve "
        "deneyimli bir veri mühendisi arıyoruz."
    ),
    "vi": (
        "Chúng tôi đang tìm kiếm một kỹ sư dữ liệu có kinh nghiệm để tham gia đội ngũ tại Hà Nội."
    ),
    "no": (
        "Vi søker en dataingeniør til teamet vårt i Oslo. Du har "
        "erfaring og liker å jobbe med andre."
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_text_is_in_its_own_language(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.first(3)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Data Engineer",
        "Wir suchen dich",
        "Мы ищем",
        "2025 – 2026 · 100 % · " * 20,
        "🚀 " * 200,
        "Python SQL AWS Docker Kubernetes " * 6,
        "x y z " * 40,
        "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ " * 20,
    ],
)
def test_a_text_that_tells_no_language_is_unknown(text: str) -> None:
    assert detect_language(text) == ""


def test_latin_names_of_technology_do_not_outvote_the_language_around_them() -> None:
    names = "Python, SQL, AWS, Docker, Kubernetes, Terraform"
    assert detect_language(f"機械学習エンジニアを募集しています。{names}。") == "ja"
    assert detect_language(f"{TEXTS['en']} Our office: 東京, データ.") == "en"


@pytest.mark.parametrize(
    ("language", "way"),
    [("ar", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("de", "ltr"), ("ja", "ltr")],
)
def test_a_language_runs_the_way_its_script_does(language: str, way: str) -> None:
    assert direction(language) == way


def test_the_browser_decides_the_way_of_a_text_in_an_unknown_language() -> None:
    assert direction("") == "auto"
    assert direction("xx") == "auto"


def test_every_language_that_is_found_has_a_name_to_show() -> None:
    assert set(TEXTS) <= language_names().keys()
