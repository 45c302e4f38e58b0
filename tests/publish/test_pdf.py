"""The PDF of the book: what is folded is open, links stay within it, its date is the one given."""

from resistbook.publish.release import pdf


def test_quotations_are_open_and_other_readings_once_on_the_page_of_claims():
    folds = (
        "<details><summary>Quotation and rule</summary></details>"
        "<details><summary>1 of 4 choices give another word</summary></details>"
        '<details class="hash"></details><details class="numbers"></details>'
        '<details class="admonition hide above-input"></details>'
    )
    printed = pdf.printable(f'{folds}<i id="document-book/generated/claims"></i>{folds}')
    chapters, claims = printed.split('<i id="document-book/generated/claims">')
    assert chapters.count("<details open>") == 1
    assert claims.count("<details open>") == 2


def test_a_link_to_another_page_leads_to_its_place_on_the_one_page():
    places = "<i id=\"document-book/cite\"></i><i id='claim-s7'></i>"
    page = (
        f'{places}<a class="x" href="cite.html">1</a><a href="generated/claims.html#claim-s7">2</a>'
    )
    printed = pdf.printable(page)
    assert '<a class="x" href="#document-book/cite">1</a>' in printed
    assert '<a href="#claim-s7">2</a>' in printed


def test_a_link_to_a_file_of_the_site_is_text_and_one_to_the_network_stays():
    page = (
        '<a download href="../_downloads/a.csv">table</a><a href="https://doi.org/10.1/x">paper</a>'
    )
    printed = pdf.printable(page)
    assert "<a download>table</a>" in printed
    assert '<a href="https://doi.org/10.1/x">paper</a>' in printed


def test_it_opens_with_its_edition_and_a_list_of_its_parts():
    page = (
        '<h1>Book<a class="headerlink" href="#book">#</a></h1>'
        '<span id="document-book/cite"></span><section id="c"><h2>How to cite'
        '<a class="headerlink" href="#c">#</a></h2></section>'
    )
    printed = pdf.printable(page, "Version 2.0.0, 2026-12-01")
    assert "</h1><p>Version 2.0.0, 2026-12-01</p>" in printed
    assert '<li><a href="#document-book/cite">How to cite</a></li>' in printed
    assert printed.index("Contents") < printed.index("How to cite")


def test_its_date_is_the_one_given_and_nothing_moves():
    made = b"/CreationDate (D:20261130193043+00'00')\n/ModDate (D:20261130193043+00'00')"
    dated = pdf.dated(made, 0)
    assert dated.count(b"(D:19700101000000+00'00')") == 2
    assert len(dated) == len(made)
