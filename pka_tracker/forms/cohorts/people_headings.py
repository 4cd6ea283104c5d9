"""How offices head the columns of a list of people, and which field each heading speaks of."""

from __future__ import annotations

from pka_tracker.forms.headings import field_of, heads_of, plain
from pka_tracker.models import CohortRole

#: How offices head these columns, as ``plain`` compares them. “No” only counts the rows.
HEADINGS = {
    "roster_no": "ndh; no ndh; no daftar hadir; no daftar hadir ndh; no absen; no peserta; roster number ndh; roster number",
    "front_title": "gelar depan; gelar di depan; title before",
    "name": "nama; nama gelar; nama pegawai; nama pejabat; name; name titles",
    "back_title": "gelar belakang; gelar di belakang; title after",
    "name_and_nip": "nama nip; nama gelar nip",
    "nip": "nip; nip baru; nip nrp; nrp; no induk pegawai; no induk pegawai nip; nip 18 digit; nip nrp 18 digit",
    "email": "email; email pribadi; email kantor; email dinas; email address",
    "rank_grade": "pangkat; gol; gol ruang; pangkat gol; pangkat gol ruang; pangkat ruang; rank grade",
    "position": "jabatan; nama jabatan; jabatan struktural; jabatan struktural fungsional; jabatan definitif; position",
    "work_unit": "unit kerja; unit; bidang; bagian; bidang bagian; sub unit; work unit",
    "agency": "instansi; perangkat daerah; nama perangkat daerah; opd; nama opd; skpd; asal instansi; instansi asal; nama instansi; satuan kerja; satker; unit organisasi; asal opd; unit kerja instansi; instansi unit kerja; perangkat daerah unit kerja; agency",
    "region": "kabupaten kota; kab kota; kabupaten; kota; pemerintah daerah; pemda; daerah; wilayah; region",
    "group_name": "kelompok; grup; group; nama kelompok; klp; kel; kelas kelompok; kelompok kelas",
    "mentor": "mentor",
    "mentor_name": "nama mentor",
    "coach": "coach",
    "coach_name": "nama coach",
    "role": "peran; sebagai; role",
}
FIELDS = heads_of(HEADINGS)
#: Columns that are parts of others and are not kept as such.
PARTS = ("front_title", "back_title", "name_and_nip", "mentor_name", "coach_name")
#: The fields that a row may have, in the order of the template and the report.
ORDER = tuple(field for field in HEADINGS if field not in PARTS)
#: What people are called in a column of roles, and in headings such as “Nama Peserta”.
ROLE_WORDS: dict[str, str] = {
    CohortRole.PARTICIPANT: "peserta; participant",
    CohortRole.MENTOR: "mentor; atasan langsung",
    CohortRole.COACH: "coach; widyaiswara; pembimbing",
    CohortRole.EXAMINER: "penguji; examiner",
    CohortRole.ORGANIZER: "penyelenggara; organizer",
}
ROLES_BY_WORD = heads_of(ROLE_WORDS)
#: The list names the role of each row in a column of its own.
BY_COLUMN = "by_column"
#: The words of headings that speak of who guides the participant, and those that say how they are named.
GUIDES = {"mentor": {"mentor", "atasan", "langsung"}, "coach": {"coach", "widyaiswara", "wi"}}
BY_KEY, BY_NAME = {"email", "nip"}, {"nama", "name", "gelar", "titles"}


def field_in(head: str, kind: str) -> str | None:
    """The field that a heading speaks of; in a list of mentors, “Nama Mentor” is the name."""
    words = plain(head)
    for word in ROLE_WORDS.get(kind, "").split("; ") if kind != BY_COLUMN else ("peserta",):
        shorter = plain(words.replace(word, " "))
        if word in words and shorter in FIELDS:
            return FIELDS[shorter]
    found = FIELDS.get(words, _of_a_guide(words))
    return field_of(head, FIELDS) if found is None else found


def _of_a_guide(words: str) -> str | None:
    """The field of “Email Mentor (Atasan Langsung)”; nothing that is kept where it is the guide's position or telephone."""
    told = set(words.split())
    for guide, called in GUIDES.items():
        if not told & called:
            continue
        how = told - called
        if how <= BY_NAME and how:
            return f"{guide}_name"
        return guide if how <= BY_KEY | BY_NAME else ""
    return None
