"""A few hundred rows: invented artists, their records, and the customers who bought them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

ARTISTS = {
    "The Paper Lanterns": ["Low Tide Letters", "Harbour Lights"],
    "Ada and the Engines": ["Difference", "Notes on the Mill"],
    "Northbound Ferry": ["Crossing", "Winter Timetable"],
    "Mireille Caron": ["Petites Heures", "Sous la Pluie"],
    "Duo Kestrel": ["Updraft"],
    "The Quiet Compilers": ["Linker", "First Pass", "Segmentation"],
    "Salt Road Ensemble": ["Caravanserai", "Wells"],
    "Hannu Järvi": ["Jäämeri"],
    "Brass on the Corner": ["Second Line Sunday", "Rent Party"],
    "Ólafía": ["Norðurljós"],
    "Copper Kettle Five": ["Steam", "Slow Boil"],
    "Tomás Reyes": ["Calle Sol", "Madrugada"],
    "The Archive": ["Reading Room", "Card Index"],
    "Velvet Abacus": ["Carry the One"],
    "Oak & Anvil": ["Hearth Songs"],
}
WORDS = ["Morning", "Glass", "River", "Copper", "Late", "Blue", "Seven", "Winter", "Paper", "Quiet", "Second", "Golden"]
THINGS = ["Train", "Window", "Answer", "Garden", "Letter", "Market", "Signal", "Bridge", "Season", "Mirror", "Harbour"]
GENRES = ["Rock", "Jazz", "Folk", "Electronic", "Classical", "Latin", "Brass"]
MEDIA_TYPES = ["MPEG audio file", "AAC audio file", "FLAC audio file"]
PLAYLISTS = ["Music", "Sunday morning", "On the road", "For the late shift"]
EMPLOYEES = [
    ("Okafor", "Ngozi", "General Manager", None),
    ("Lindqvist", "Per", "Sales Manager", 1),
    ("Moreau", "Claire", "Sales Support Agent", 2),
    ("Tanaka", "Yui", "Sales Support Agent", 2),
    ("Haddad", "Samir", "IT Manager", 1),
]
CUSTOMERS = [
    ("Luís", "Almeida", "Porto", "Portugal"),
    ("Greta", "Fuchs", "Graz", "Austria"),
    ("Ben", "O'Brien", "Cork", "Ireland"),
    ("Amara", "Diallo", "Dakar", "Senegal"),
    ("Jonas", "Berg", "Bergen", "Norway"),
    ("Chloé", "Petit", "Lyon", "France"),
    ("Mateo", "Silva", "Montevideo", "Uruguay"),
    ("Hana", "Novák", "Brno", "Czechia"),
    ("Ravi", "Menon", "Kochi", "India"),
    ("Emma", "Wright", "Halifax", "Canada"),
    ("Noah", "Cohen", "Haifa", "Israel"),
    ("Linh", "Tran", "Da Nang", "Vietnam"),
    ("Omar", "Aziz", "Fes", "Morocco"),
    ("Sofia", "Rossi", "Torino", "Italy"),
    ("Kofi", "Mensah", "Kumasi", "Ghana"),
    ("Ilse", "de Vries", "Leiden", "Netherlands"),
]
TRACKS_PER_ALBUM = 8
FIRST_SALE = datetime(2025, 1, 4)
PRICE = Decimal("0.99")


def rows() -> Iterator[tuple[str, list[Row]]]:
    """Yield each table's name with its rows, in an order that satisfies the foreign keys."""
    albums = list(_albums())
    tracks = list(_tracks(len(albums)))
    yield "artist", [{"id": number, "name": name} for number, name in enumerate(ARTISTS, 1)]
    yield "album", albums
    yield "genre", _named(GENRES)
    yield "media_type", _named(MEDIA_TYPES)
    yield "track", tracks
    yield "playlist", _named(PLAYLISTS)
    yield "playlist_track", list(_playlist_tracks(len(tracks)))
    yield "employee", list(_employees())
    yield "customer", list(_customers())
    yield "invoice", list(_invoices())
    yield "invoice_line", list(_invoice_lines(len(tracks)))


def _named(names: list[str]) -> list[Row]:
    return [{"id": number, "name": name} for number, name in enumerate(names, 1)]


def _albums() -> Iterator[Row]:
    number = 0
    for artist, titles in enumerate(ARTISTS.values(), 1):
        for title in titles:
            number += 1
            yield {"id": number, "title": title, "artist_id": artist}


def _tracks(albums: int) -> Iterator[Row]:
    for number in range(1, albums * TRACKS_PER_ALBUM + 1):
        album = (number - 1) // TRACKS_PER_ALBUM + 1
        word, thing = WORDS[number * 7 % len(WORDS)], THINGS[number * 5 % len(THINGS)]
        seconds = 150 + number * 37 % 210
        yield {
            "id": number,
            "name": f"{word} {thing}",
            "album_id": album,
            "media_type_id": number % len(MEDIA_TYPES) + 1,
            "genre_id": album % len(GENRES) + 1,
            "composer": None if number % 3 else CUSTOMERS[number % len(CUSTOMERS)][1],
            "milliseconds": seconds * 1000,
            "bytes": seconds * 32_000,
            "unit_price": PRICE,
        }


def _playlist_tracks(tracks: int) -> Iterator[Row]:
    for playlist in range(1, len(PLAYLISTS) + 1):
        for track in range(playlist, tracks + 1, 6 * playlist):
            yield {"playlist_id": playlist, "track_id": track}


def _employees() -> Iterator[Row]:
    for number, (last, first, title, boss) in enumerate(EMPLOYEES, 1):
        yield {
            "id": number,
            "last_name": last,
            "first_name": first,
            "title": title,
            "reports_to": boss,
            "hire_date": FIRST_SALE - timedelta(days=400 * number),
            "email": f"{first.lower()}@shop.example",
        }


def _customers() -> Iterator[Row]:
    for number, (first, last, city, country) in enumerate(CUSTOMERS, 1):
        yield {
            "id": number,
            "first_name": first,
            "last_name": last,
            "city": city,
            "country": country,
            "email": f"customer{number}@mail.example",
            "support_rep_id": 3 + number % 2,
        }


def _invoices() -> Iterator[Row]:
    for number in range(1, 4 * len(CUSTOMERS) + 1):
        customer = (number - 1) % len(CUSTOMERS)
        yield {
            "id": number,
            "customer_id": customer + 1,
            "invoice_date": FIRST_SALE + timedelta(days=5 * number),
            "billing_city": CUSTOMERS[customer][2],
            "billing_country": CUSTOMERS[customer][3],
            "total": PRICE * 2,
        }


def _invoice_lines(tracks: int) -> Iterator[Row]:
    for number in range(1, 8 * len(CUSTOMERS) + 1):
        yield {
            "id": number,
            "invoice_id": (number + 1) // 2,
            "track_id": number * 11 % tracks + 1,
            "unit_price": PRICE,
            "quantity": 1,
        }
