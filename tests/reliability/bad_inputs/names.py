"""Names of cases that a path, a shell or Snakemake would take for something else. `make()` gives the name."""

from bad_inputs.kind import Family

NAMES = Family("name")

REFUSED = {
    "space": "Patient 01",
    "quote": "Patient'01",
    "double_quote": 'Patient"01',
    "unicode": "Patiënt_01",
    "right_to_left": "Patient_\u202e10",
    "newline": "Patient\n01",
    "escape_sequence": "Patient\x1b[31m01",
    "not_text": "Patient_\udcff",
    "as_long_as_a_file_system_takes": "P" * 255,
    "wildcard_of_snakemake": "{case}",
    "star": "Patient_*",
    "question_mark": "Patient_0?",
    "brackets": "Patient_[01]",
    "variable_of_the_shell": "$HOME",
    "command_of_the_shell": "Patient;touch owned",
    "command_between_backticks": "`touch owned`",
    "leading_dash": "-rf",
    "backslash": "Patient\\01",
    "comma": "Patient,01",
    "percent": "Patient%2e",
    "markup": "<script>alert(1)<script>",
}
ACCEPTED = {
    "dots_and_signs": "Patient_01.v2+a-b",
    "digits_only": "001",
    "a_word_of_yaml": "null",
    "as_long_as_allowed": "P" * 120,
}

for kind, name in REFUSED.items():
    NAMES.add(kind, "refused", "cannot be a case's name", lambda name=name: name)
for kind, name in ACCEPTED.items():
    NAMES.add(kind, "accepted", (), lambda name=name: name)
