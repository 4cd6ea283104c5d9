"""A sentence that ends with a name has one full stop, whatever the titles of the name end with."""

from __future__ import annotations

from flask import render_template_string

from pka_tracker.words import gettext, ngettext, sentences

NAME = "Nontje Tiwow, S.Sos., M.Si."
DONE = "%(guide)s guides %(name)s."


def test_a_title_brings_the_full_stop_of_its_sentence_along(app):
    with app.test_request_context():
        assert gettext(DONE, guide=NAME, name=NAME) == f"{NAME} guides {NAME}"
        assert gettext(DONE, guide="A", name="B") == "A guides B."
        assert ngettext("%(num)s of %(name)s.", "%(num)s of %(name)s.", 2, name=NAME) == f"2 of {NAME}"
        assert gettext("%(name)s.pdf", name="a.") == "a..pdf"
        assert gettext("%(text)s and so on", text="one..") == "one.. and so on"


def test_templates_say_the_same_and_escape_what_fills_the_places(app):
    with app.test_request_context():
        page = "{{ _(words, guide=guide, name=name) }}"
        said = render_template_string(page, words=DONE, guide="<b>", name=NAME)
        assert said == f"&lt;b&gt; guides {NAME}"
        assert (
            render_template_string("{{ ngettext('%(num)s a', '%(num)s b', 2) }} {{ _('100 %%') }}")
            == "2 b 100 %"
        )


def test_texts_are_joined_with_one_full_stop():
    assert sentences("A → B, M.Si.", "Mutasi") == "A → B, M.Si. Mutasi"
    assert sentences("A → B", "Mutasi") == "A → B. Mutasi"
    assert (sentences("", "Mutasi"), sentences("A.", ""), sentences()) == ("Mutasi", "A.", "")
