from tipdesk.i18n.names import country_names, language_names


def test_every_country_of_iso_3166_has_a_name_in_both_languages() -> None:
    arabic, english = country_names("ar"), country_names("en")
    assert len(arabic) == len(english) == 249
    assert arabic.keys() == english.keys()
    assert (arabic["KWT"], arabic["IND"], arabic["PHL"]) == ("الكويت", "الهند", "الفلبين")
    assert english["ETH"] == "Ethiopia"


def test_kuwait_says_palestine() -> None:
    assert country_names("ar")["PSE"] == "فلسطين"


def test_withdrawn_codes_are_not_offered() -> None:
    assert not country_names("en").keys() & {"YMD", "DDR", "ZAR", "BUR", "TMP", "FXX", "EUR"}


def test_languages() -> None:
    assert language_names("ar")["am"] == "الأمهرية"
    assert language_names("en")["fil"] == "Filipino"
