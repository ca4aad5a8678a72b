"""Templates are checked when they are loaded: what is missing, misspelt or broken is named."""

from __future__ import annotations

import pytest

from matinee.core.errors import SettingsError
from matinee.messages.kinds import KINDS
from matinee.messages.words import load_words, say, words_for


def test_every_language_has_every_kind_and_an_unknown_language_reads_english():
    found = load_words()
    assert {"en", "de"} <= set(found) and all(set(words.kinds) == set(KINDS) for words in found.values())
    assert words_for(found, "de-AT").language == "de" and words_for(found, "tlh").language == "en"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[kinds.resume]\nsubject = "Go on with {titel}"', "resume.subject uses {titel}"),
        ('[kinds.resume]\nsubject = "{title}"', "resume.text is missing"),
        ('[kinds.resume]\nsubject = "Go on"\ntext = "Now."\nreason = "x"', "says {title} neither"),
        ('[kinds.resume]\nsubject = "{title"', "resume.subject: "),
        ('[kinds.birthday]\nsubject = "x"', "there is no 'birthday'"),
        ('[kinds.resume]\nsubjct = "{title}"', "resume"),
        ("[kinds.resume\n", "is not TOML"),
    ],
)
def test_a_broken_template_is_named_with_its_file_kind_and_part(tmp_path, text, said):
    (tmp_path / "fr.toml").write_text(text)
    with pytest.raises(SettingsError) as error:
        load_words(tmp_path)
    assert said in str(error.value) and "fr.toml" in str(error.value)


def test_own_words_lie_over_the_ones_that_come_with_it(tmp_path):
    (tmp_path / "en.toml").write_text('[kinds.resume]\nsubject = "Back to {title}"')
    words = load_words(tmp_path)["en"]
    assert say(words, "resume", {"title": "A\nB", "percent": 40}).subject == "Back to A B"
    assert say(words, "recommendation", {"title": "A"}).reason == ""
