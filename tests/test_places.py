"""Places: which words are names, of what kind, which place they mean, and how well that is fixed on the map."""

import sys
from pathlib import Path
from typing import Any

import pytest

import rasid
from rasid.gazetteer import Gazetteer, PlaceRow
from rasid.linking.resolution import distance_km
from rasid.matching import key_of
from rasid.records import PlaceKind

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))


def places(pipeline: Any, text: str) -> dict[str, Any]:
    return {m.text: place for place in pipeline.extract(text).places for m in place.mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت الطائرات قرية الجابرية الغربية أمس.", {"الجابرية الغربية": "village"}),
        ("سقطت قذائف على قريتي عرب حسن والعريمة.", {"عرب حسن": "village", "العريمة": "village"}),
        (
            "استهدف القصف قرى (الجنينة، الجيعة، وشقرا ومنطقة العليان) بريف دير الزور.",
            dict.fromkeys(("الجنينة", "الجيعة", "شقرا", "العليان"), "village") | {"ريف دير الزور": "region"},
        ),
        ("شهد ريفي إدلب وحلب قصفاً عنيفاً.", {"إدلب": "governorate", "حلب": "governorate"}),
        ("تقدمت القوات في ريف دير الزور الشمالي الشرقي.", {"ريف دير الزور الشمالي الشرقي": "region"}),
        ("قصف على الريف الشرقي لمحافظة دير الزور.", {"الريف الشرقي لمحافظة دير الزور": "region"}),
        ('نزح سكان مخيم "مريم" في إدلب.', {'مخيم "مريم"': "camp", "إدلب": "governorate"}),
        ("انفجار قرب طريق سرمدا- باب الهوى.", {"طريق سرمدا- باب الهوى": "road"}),
        ("مظاهرة في شارع جمال عبد الناصر وسط مدينة درعا.", {"شارع جمال عبد الناصر": "road", "درعا": "city"}),
        ("أصيب مدني في حي الشيخ مقصود بمدينة حلب.", {"الشيخ مقصود": "neighbourhood", "حلب": "city"}),
        (
            "قصف على قرى دير سنبل وتل شنان جنوبي إدلب.",
            {"دير سنبل": "village", "تل شنان": "village", "إدلب": "governorate"},
        ),
    ],
)
def test_names_and_kinds(pipeline: Any, text: str, expected: dict[str, str]) -> None:
    assert {name: place.kind.value for name, place in places(pipeline, text).items()} == expected


@pytest.mark.parametrize(
    "text",
    [
        "وصل الجرحى عن طريق البر إلى المشفى.",
        "نزح الأهالي إلى مخيمات اللاجئين.",
        "قصفت الطائرات القرى المحيطة والبلدات المجاورة.",
        "تقع في مناطق تسيطر عليها الفصائل.",
        "أصيب بجروح خطيرة في منطقة البطن.",
        "نفذت الفصائل عملية ضد التنظيم في مناطق سيطرته.",
        "عاد الرجل إلى بلده بعد غياب.",
    ],
)
def test_common_words_are_no_places(pipeline: Any, text: str) -> None:
    assert not places(pipeline, text)


def test_direction_words_stay_outside(pipeline: Any) -> None:
    assert set(places(pipeline, "تصعيد في شمال شرق سوريا وفي جنوب لبنان.")) == {"سوريا", "لبنان"}


def test_adjective_with_tanwin_is_no_country(pipeline: Any) -> None:
    assert not places(pipeline, "قصفت الطائرات موقعاً سورياً.")


def test_unlisted_village_lies_in_the_governorate_named_beside_it(pipeline: Any) -> None:
    place = places(pipeline, "قصفت الطائرات قرية الزعلانية بريف إدلب الجنوبي.")["الزعلانية"]
    assert (place.precision.value, place.admin.governorate, place.gazetteer_id) == ("governorate", "إدلب", None)
    assert place.reason
    assert place.name_en
    assert place.name_en_rule == "transliteration"


def test_unknown_place_leaves_the_others_resolved(pipeline: Any) -> None:
    found = places(pipeline, "قصف على قرية الزعلانية ومدينة الرقة.")
    assert found["الرقة"].lat is not None
    assert found["الزعلانية"].lat is None or found["الزعلانية"].precision.value != "exact"


def test_every_place_without_exact_coordinates_says_why(pipeline: Any) -> None:
    text = "قصف على سوريا وريف حلب ومحافظة إدلب وقرية الزعلانية والحدود السورية التركية."
    for place in pipeline.extract(text).places:
        assert place.precision.value == "exact" or place.reason


def test_country_of_a_border_is_the_one_the_article_is_about(pipeline: Any) -> None:
    place = places(pipeline, "قصف قرب الحدود السورية التركية في ريف حلب ومدينة أعزاز السورية.")[
        "الحدود السورية التركية"
    ]
    assert place.precision.value in ("near", "country")
    assert place.lat is not None


def row(identifier: str, name: str, governorate: str, lat: float | None, lon: float | None) -> PlaceRow:
    return PlaceRow(
        id=identifier, name=name, kind=PlaceKind.VILLAGE, governorate=governorate, country="SY", lat=lat, lon=lon
    )


def test_compounds_are_found_joined_and_apart() -> None:
    gazetteer = Gazetteer([row("a", "كفر نوران", "حلب", 36.1, 36.9), row("b", "أبوحمام", "دير الزور", 34.8, 40.6)])
    assert [r.id for r in gazetteer.rows(key_of("كفرنوران"))] == ["a"]
    assert [r.id for r in gazetteer.rows(key_of("أبو حمام"))] == ["b"]


def test_loose_spelling_finds_article_and_last_letter() -> None:
    gazetteer = Gazetteer([row("a", "حلفايا", "حماة", 35.2, 36.6), row("b", "الرستن", "حمص", 34.9, 36.7)])
    assert [r.id for r in gazetteer.loosely(key_of("حلفاية"))] == ["a"]
    assert [r.id for r in gazetteer.loosely(key_of("رستن"))] == ["b"]


def test_distance() -> None:
    assert distance_km(33.51, 36.29, 36.20, 37.16) == pytest.approx(309, abs=3)


def test_ambiguity_cases_and_their_share() -> None:
    import places as benchmark

    right, total, wrong = benchmark.ambiguous(rasid.Pipeline())
    assert total >= 80
    assert right / total >= 0.9, "\n".join(wrong)


def test_generated_sentences_find_unlisted_villages(pipeline: Any) -> None:
    import places as benchmark

    names = "تل الغضبان|جديدة بكاري|خربة شماس|الزعلانية|أم القصبات|كفر شومان|بئر عجيل|عين الخروب|شيخ زويد|دوير الحامض"
    spots = [benchmark.Spot((name,), 35.0, 37.0, village=True) for name in names.split("|")]
    found, total, missed = benchmark.generated(pipeline, spots, 2018)
    assert (found, total) == (10, 10), missed


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("سيطرت الفصائل على قرى الزريقات والجفرة والطيبية بعد معارك.", ["الزريقات", "الجفرة", "الطيبية"]),
        ("قصفت المدفعية بلدة مزرعة علي الحميدان فجراً.", ["مزرعة علي الحميدان"]),
        ("نزح أهالي قرية عبد الله المطيران نحو المدينة.", ["عبد الله المطيران"]),
        ("استهدف القصف قرى (الخليفات، كبير، وحكر الديس) فجراً.", ["الخليفات", "حكر الديس"]),
        ("قصف الطيران قريتي كفور وزنبرة في ريف إدلب.", ["كفور", "زنبرة", "ريف إدلب"]),
        ("استُهدفت قرى السكارية وبلشوم وأطراف إدلب، ليلاً.", ["السكارية", "بلشوم", "إدلب"]),
    ],
)
def test_lists_and_names_of_several_words(pipeline: Any, text: str, names: list[str]) -> None:
    assert list(places(pipeline, text)) == names


def test_the_preposition_is_no_name_where_both_are_written_alike(pipeline: Any) -> None:
    text = "وصل الجنود الي قرية الزنابير علي الحدود."
    assert list(places(pipeline, text)) == ["الزنابير"]


def test_countryside_of_a_place_whose_name_begins_with_a_common_noun(pipeline: Any) -> None:
    found = places(pipeline, "حشد الجيش قواته في الريف الغربي لدير الزور.")["الريف الغربي لدير الزور"]
    assert found.admin.governorate == "دير الزور"


def test_rif_dimashq_is_a_governorate_of_its_own(pipeline: Any) -> None:
    found = places(pipeline, "قصف بلدة بيت جن بريف دمشق الغربي، ثم بلدات أخرى في ريف دمشق وأحياء دمشق.")
    assert found["ريف دمشق"].gazetteer_id == "sy-rif-dimashq"
    assert found["ريف دمشق"].kind.value == "governorate"
    assert found["ريف دمشق الغربي"].admin.governorate == "ريف دمشق"
    assert found["دمشق"].admin.governorate == "دمشق"


@pytest.mark.parametrize(
    ("text", "english", "rule"),
    [
        ("قصف على ريف حلب.", "Aleppo countryside", "table"),
        ("قصف على ريف حمص الشمالي الغربي.", "Northwestern Homs countryside", "table"),
        ("قصف على ريف إدلب الشرقي والجنوبي.", "Eastern Idlib countryside", "table"),
        ("قصف على الريف الغربي لدير الزور.", "Western Deir ez-Zor countryside", "table"),
        ("قصف على الريف الشرقي للباب قرب حلب.", "Eastern Al-Bab countryside", "table"),
        ("قصف على ريف دمشق الجنوبي.", "Southern Rif Dimashq", "table"),
        ("قصف على ريف الغدرانية الشمالي.", "Northern Al-Ghadraniya countryside", "transliteration"),
        ("قصف على الضفة الشرقية من نهر الفرات في سوريا.", "Eastern bank", "table"),
        ("قصف قرب الحدود اللبنانية.", "Lebanon border", "table"),
        ("قصف قرب الحدود الليبية التونسية.", "Libya–Tunisia border", "table"),
        ("قصف في الشمال الغربي اليمني.", "Northwestern Yemen", "table"),
        ("قصف على الساحل الليبي.", "Coast of Libya", "table"),
        ("قصف على مستشفى الغدرانية في تعز.", "Al-Ghadraniya Hospital", "transliteration"),
        ("قصف على مستشفى مأرب العام.", "Marib General Hospital", "table"),
        ("قصف على مطار الغدرانية العسكري الدولي.", "Al-Ghadraniya International Military Airport", "transliteration"),
        ("قصف على طريق بغداد - بعقوبة.", "Baghdad – Baqubah road", "table"),
        ("قصف على قرية الطيبة في سوريا.", "At-Tayyibah", "table"),
        ("قصف على قرية الغدرانية.", "Al-Ghadraniya", "transliteration"),
    ],
)
def test_english_names_of_what_no_table_lists(pipeline: Any, text: str, english: str, rule: str) -> None:
    found = [(place.name_en, place.name_en_rule) for place in places(pipeline, text).values()]
    assert (english, rule) in found


def test_the_countryside_of_one_place_written_in_three_ways_is_one(pipeline: Any) -> None:
    text = "قصف على ريف دير الزور الشرقي، وعلى الريف الشرقي لمحافظة دير الزور، ثم على ريف ديرالزور الشرقي."
    (place,) = pipeline.extract(text).places
    assert len(place.mentions) == 3


def test_a_definite_name_after_li_is_the_name(pipeline: Any) -> None:
    (place,) = pipeline.extract("عاد السكان إلى قرية الغدرانية، ومنها للزعلانة الجديدة ثم للزعلانة.").places[:1]
    assert place.name == "الغدرانية"


def test_two_names_of_one_place_do_not_bear_each_other_out(pipeline: Any) -> None:
    text = "عبرت القوات إلى الضفة قرب الموحسن في دير الزور، ثم مدت جسوراً تصل الضفة الغربية بالشرقية."
    assert places(pipeline, text)["الضفة الغربية"].admin.country != "فلسطين"


def test_a_quarter_is_no_town_of_another_country(pipeline: Any) -> None:
    text = "توغلت الدبابات في حي الجنينة شرقي مدينة رفح، وقصفت خان يونس ومدينة غزة بقطاع غزة."
    assert places(pipeline, text)["الجنينة"].admin.country != "السودان"


@pytest.mark.parametrize(
    ("text", "name", "row"),
    [
        # Little-known places that the tables have in another country only.
        ("قصفت الطائرات بلدة زبدين في جنوب لبنان، ثم بلدة بنت جبيل ومدينة صور.", "زبدين", None),
        ("قصفت المدفعية قرية دير بلوط غربي سلفيت، ثم نابلس وجنين في الضفة الغربية.", "دير بلوط", None),
        ("قصفت الطائرات حي النصر في خان يونس ومدينة رفح بقطاع غزة.", "النصر", None),
        ("قصف على قرى الغدرانية والدوير بريف حمص، ثم على مدينة الرستن.", "الدوير", None),
        # Across a border, or in a country that the text names.
        ("دخلت آليات من بلدة قرقميش إلى مدينة جرابلس بريف حلب.", "قرقميش", "tr-karkamis"),
        ("سقطت قذائف على بلدة الريحانية التركية وعلى حارم وسلقين في إدلب.", "الريحانية", "tr-reyhanli"),
        ("قصف على مصراتة وسرت في ليبيا، وسفينة من مدينة طرابلس اللبنانية.", "طرابلس", "lb-tripoli-lebanon"),
        ("قصف على مصراتة وسرت في ليبيا، وسفينة من مدينة طرابلس الليبية.", "طرابلس", "ly-tripoli"),
    ],
)
def test_a_place_lies_where_the_article_can_mean(pipeline: Any, text: str, name: str, row: str | None) -> None:
    assert places(pipeline, text)[name].gazetteer_id == row


@pytest.mark.parametrize(
    "text",
    ["ا ", "قصف قرى الجنينة مدينتي", "قصف على قرى الجنينة ومدينتي"],
)
def test_a_list_that_breaks_off_ends(pipeline: Any, text: str) -> None:
    assert pipeline.extract(text).text == text


def test_a_name_is_not_found_again_over_a_line_break(pipeline: Any) -> None:
    lead = "قصفت قوات النظام صباح اليوم بالمدفعية الثقيلة قرية تل شنان جنوبي إدلب، ما أسفر عن إصابة مدنيين اثنين بجروح."
    found = places(pipeline, f"{lead} ووصل السكان إلى تل\n\nشنان يروي ما جرى.")
    assert "تل شنان" in found
    assert not [name for name in found if "\n" in name]


@pytest.mark.parametrize("text", ["بلدة «لل_الحكمة» هنا", "قرية «ال» هنا", "مدينة (و) هنا"])
def test_clitics_in_quotation_marks_are_no_name(text: str) -> None:
    assert rasid.extract(text).places == ()
