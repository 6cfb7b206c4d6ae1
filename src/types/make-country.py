#!/usr/bin/env python3
# Writes country-data.h from libphonenumber's PhoneNumberMetadata.xml:
#   make-country.py PhoneNumberMetadata.xml VERSION > country-data.h
# The metadata is Copyright (C) The Libphonenumber Authors, Apache License 2.0.
# SPDX-License-Identifier: GPL-3.0-or-later
import re
import sys
import xml.etree.ElementTree as ElementTree

NAMES = """
AC Ascension Island|AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla
AL Albania|AM Armenia|AO Angola|AR Argentina|AS American Samoa|AT Austria|AU Australia|AW Aruba
AX Åland Islands|AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium
BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BL Saint Barthélemy|BM Bermuda|BN Brunei
BO Bolivia|BQ Caribbean Netherlands|BR Brazil|BS Bahamas|BT Bhutan|BW Botswana|BY Belarus|BZ Belize
CA Canada|CC Cocos (Keeling) Islands|CD Congo (Kinshasa)|CF Central African Republic
CG Congo (Brazzaville)|CH Switzerland|CI Côte d’Ivoire|CK Cook Islands|CL Chile|CM Cameroon|CN China
CO Colombia|CR Costa Rica|CU Cuba|CV Cape Verde|CW Curaçao|CX Christmas Island|CY Cyprus|CZ Czechia
DE Germany|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia
EG Egypt|EH Western Sahara|ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands
FM Micronesia|FO Faroe Islands|FR France|GA Gabon|GB United Kingdom|GD Grenada|GE Georgia
GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia|GN Guinea|GP Guadeloupe
GQ Equatorial Guinea|GR Greece|GT Guatemala|GU Guam|GW Guinea-Bissau|GY Guyana|HK Hong Kong
HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IM Isle of Man|IN India
IO British Indian Ocean Territory|IQ Iraq|IR Iran|IS Iceland|IT Italy|JE Jersey|JM Jamaica|JO Jordan
JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis
KP North Korea|KR South Korea|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|LA Laos|LB Lebanon
LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg
LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MF Saint Martin|MG Madagascar
MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar|MN Mongolia|MO Macao
MP Northern Mariana Islands|MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius
MV Maldives|MW Malawi|MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger
NF Norfolk Island|NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway|NP Nepal|NR Nauru|NU Niue
NZ New Zealand|OM Oman|PA Panama|PE Peru|PF French Polynesia|PG Papua New Guinea|PH Philippines
PK Pakistan|PL Poland|PM Saint Pierre and Miquelon|PR Puerto Rico|PS Palestine|PT Portugal|PW Palau
PY Paraguay|QA Qatar|RE Réunion|RO Romania|RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia
SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden|SG Singapore|SH Saint Helena|SI Slovenia
SJ Svalbard and Jan Mayen|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname
SS South Sudan|ST São Tomé and Príncipe|SV El Salvador|SX Sint Maarten|SY Syria|SZ Eswatini
TA Tristan da Cunha|TC Turks and Caicos Islands|TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TK Tokelau
TL Timor-Leste|TM Turkmenistan|TN Tunisia|TO Tonga|TR Türkiye|TT Trinidad and Tobago|TV Tuvalu
TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda|US United States|UY Uruguay|UZ Uzbekistan|VA Vatican City
VC Saint Vincent and the Grenadines|VE Venezuela|VG British Virgin Islands|VI U.S. Virgin Islands
VN Vietnam|VU Vanuatu|WF Wallis and Futuna|WS Samoa|XK Kosovo|YE Yemen|YT Mayotte|ZA South Africa
ZM Zambia|ZW Zimbabwe
"""


def squeeze(text):
    return re.sub(r"\s+", "", text or "")


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("??", "?\\?") + '"'


def lengths(territory):
    bits = 0
    for element in territory.iter("possibleLengths"):
        for part in element.get("national").split(","):
            if part.startswith("["):
                low, high = part.strip("[]").split("-")
                for n in range(int(low), int(high) + 1):
                    bits |= 1 << n
            elif part != "-1":
                bits |= 1 << int(part)
    return bits


def example(territory):
    for kind in ("mobile", "fixedLine"):
        element = territory.find(kind)
        if element is not None and element.find("exampleNumber") is not None:
            return element.find("exampleNumber").text.strip()
    return ""


def pattern(territory, kind):
    element = territory.find(kind)
    if element is None or element.find("nationalNumberPattern") is None:
        return ""
    return squeeze(element.find("nationalNumberPattern").text)


def belongs(territory):
    """What tells this territory's numbers from others' with the same calling code."""
    if territory.get("leadingDigits"):
        return "^(?:" + squeeze(territory.get("leadingDigits")) + ")"
    kinds = [p for p in (pattern(territory, "fixedLine"), pattern(territory, "mobile")) if p]
    return "^(?:" + "|".join(kinds) + ")$"


def formats(territory):
    for element in territory.iterfind("availableFormats/numberFormat"):
        shape = element.find("intlFormat")
        if shape is None:
            shape = element.find("format")
        if shape.text.strip() == "NA":
            continue
        leading = element.findall("leadingDigits")
        look = "(?=" + squeeze(leading[-1].text) + ")" if leading else ""
        yield "^" + look + squeeze(element.get("pattern")) + "$", shape.text.strip().replace("$", "\\")


def main():
    names = dict(entry.split(" ", 1) for line in NAMES.strip().splitlines() for entry in line.split("|"))
    root = ElementTree.parse(sys.argv[1]).getroot()
    territories = [t for t in root.iter("territory") if t.get("id").isalpha()]
    territories.sort(key=lambda t: names[t.get("id")].translate(str.maketrans("Åô", "Ao")))
    shared = {}
    for territory in territories:
        shared.setdefault(territory.get("countryCode"), []).append(territory)

    def is_main(territory):
        return (len(shared[territory.get("countryCode")]) == 1
                or territory.get("mainCountryForCode") == "true")

    print("/* country-data: written by make-country.py from the PhoneNumberMetadata.xml of libphonenumber "
          + sys.argv[2] + ",")
    print(" * https://github.com/google/libphonenumber, Copyright (C) The Libphonenumber Authors, Apache License 2.0.")
    print(" * SPDX-License-Identifier: GPL-3.0-or-later AND Apache-2.0 */")
    print("/* clang-format off */\n")
    print("static const Country countries[] = {")
    for t in territories:
        print("  { %s, N_ (%s), %s, %s }," % (quote(t.get("id")), quote(names[t.get("id")]),
                                              quote(t.get("countryCode")), quote(example(t))))
    print("};\n")
    print("/* Beside countries. */")
    print("static const Rule rules[] = {")
    for t in territories:
        prefix = squeeze(t.get("nationalPrefixForParsing") or t.get("nationalPrefix"))
        print("  { %s, 0x%05x, %s, %s, %s, %s, %s }," % (
            "TRUE" if is_main(t) else "FALSE", lengths(t), quote("^(?:" + squeeze(t.get("internationalPrefix")) + ")"),
            quote("^(?:" + prefix + ")" if prefix else ""),
            quote((t.get("nationalPrefixTransformRule") or "").replace("$", "\\")),
            quote("^(?:" + pattern(t, "generalDesc") + ")$"),
            quote("" if is_main(t) else belongs(t))))
    print("};\n")
    print("static const Format formats[] = {")
    for t in sorted(territories, key=lambda t: int(t.get("countryCode"))):
        if is_main(t):
            for regex, shape in formats(t):
                print("  { %s, %s, %s }," % (quote(t.get("countryCode")), quote(regex), quote(shape)))
    print("};")


main()
