"""Pay in Japanese, Chinese and Korean texts: behind a label, of its size and period."""

import pytest

from listings.pay.text import stated_pay


def said(text: str, *currencies: str) -> list[str]:
    return [
        f"{one.pay.minimum or 0:.0f}-{one.pay.maximum or 0:.0f} {one.pay.currency} {one.pay.period}"
        for one in stated_pay(text, currencies)
    ]


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("年収650万円〜850万円", "6500000-8500000 JPY year"),
        ("想定年収：550 ～ 750万円", "5500000-7500000 JPY year"),
        ("年俸：７００万円", "7000000-7000000 JPY year"),
        ("年収 ¥6,500,000 - ¥8,500,000", "6500000-8500000 JPY year"),
        ("月給24万円以上", "240000-0 JPY month"),
        ("月給 265,000円～330,000円（経験による）", "265000-330000 JPY month"),
        ("給与\n月給31万円～44万円", "310000-440000 JPY month"),
        ("年収\n650万円〜850万円", "6500000-8500000 JPY year"),
        ("時給1,250円〜 交通費支給", "1250-0 JPY hour"),
        ("日給11,500円", "11500-11500 JPY day"),
        ("月薪 22,000-35,000 元", "22000-35000 CNY month"),
        ("年薪25万-40万元", "250000-400000 CNY year"),
        ("月薪：NT$48,000 - 62,000", "48000-62000 TWD month"),
        ("월급 320만원", "3200000-3200000 KRW month"),
        ("연봉 4,500만원 ~ 6,500만원", "45000000-65000000 KRW year"),
        ("연봉: 3800만원 이상", "38000000-0 KRW year"),
        ("시급 11,500원", "11500-11500 KRW hour"),
    ],
)
def test_pay_stands_behind_its_label(text: str, pay: str) -> None:
    assert said(text) == [pay]


def test_a_yuan_is_that_of_the_place() -> None:
    assert said("薪资：22k-35k·14薪", "CNY") == ["22000-35000 CNY month"]
    assert said("月薪 48,000 至 62,000 元", "TWD") == ["48000-62000 TWD month"]
    assert said("薪资：22k-35k") == []


def test_payments_a_year_are_kept() -> None:
    [one] = stated_pay("薪资：22k-35k·14薪", ["CNY"])
    assert one.pay.payments_a_year == 14


def test_the_amount_is_found_where_it_stands() -> None:
    text = "会社概要\n年収\n650万円〜850万円\n"
    [one] = stated_pay(text)
    assert text[one.start : one.end] == one.written == "650万円〜850万円"


@pytest.mark.parametrize(
    "text",
    [
        "資本金：5億円、売上高：120億円",
        "交通費全額支給（上限月3万円）",
        "賞与年2回（昨年実績：100万円）",
        "給与（住宅手当）2万円",
        "モデル年収：800万円（入社5年）",
        "年収例：550万円／28歳",
        "年収600円",
        "注册资本 5000万元",
        "客户年收入 50万元",
        "奖金 2万元",
        "상여금 300만원",
    ],
)
def test_what_is_no_pay_is_not_read(text: str) -> None:
    assert said(text) == []
