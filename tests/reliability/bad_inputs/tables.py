"""Data tables as spreadsheets, editors and people leave them. `make()` gives the bytes of the table."""

from bad_inputs.kind import Family

TABLES = Family("table")
HEADER = "case,patient,image,label,annotated\n"
ROWS = [f"C{n},P{n},scans/c{n}.nii.gz,scans/g{n}.nii.gz,\n" for n in range(1, 7)]


def _table(name, verdict, words, *parts, encoding="utf-8", change=lambda text: text):
    content = change("".join(parts)).encode(encoding)
    TABLES.add(name, verdict, words, lambda: content)


def _with(row):
    return (HEADER, *ROWS, row)


_table("sound", "accepted", (), HEADER, *ROWS)
_table("byte_order_mark", "accepted", (), HEADER, *ROWS, encoding="utf-8-sig")
_table("line_ends_of_windows", "accepted", (), HEADER, *ROWS, change=lambda text: text.replace("\n", "\r\n"))
_table("empty_lines", "accepted", (), HEADER, "\n", *ROWS, "\n\n")
_table("fields_in_quotes", "accepted", (), *_with('"C7","P7","scans/c7.nii.gz","scans/g7.nii.gz",""\n'))
_table("paths_with_spaces", "accepted", (), *_with("C7,P7,my scans/{c}*7.nii.gz,my scans/g7.nii.gz,\n"))
_table("further_columns", "accepted", (), HEADER, *ROWS, change=lambda text: text.replace("\n", ",x\n"))
_table("semicolons", "refused", "commas", HEADER, *ROWS, change=lambda text: text.replace(",", ";"))
_table("tabs", "refused", "commas", HEADER, *ROWS, change=lambda text: text.replace(",", "\t"))
_table("two_byte_characters", "refused", "UTF-8", HEADER, *ROWS, encoding="utf-16")
_table("another_encoding", "refused", "UTF-8", *_with("Cé,P7,a.nii.gz,b.nii.gz,\n"), encoding="latin-1")
_table("nothing", "refused", "no column")
_table("no_rows", "refused", "no case found", HEADER)
_table("no_header", "refused", "no column", *ROWS)
_table(
    "missing_column", "refused", "no column patient", HEADER, *ROWS, change=lambda text: text.replace("patient", "p")
)
_table("column_twice", "refused", "twice", HEADER, *ROWS, change=lambda text: text.replace("annotated", "label"))
_table("capitals", "refused", "no column case", HEADER, *ROWS, change=lambda text: text.replace("case", "Case"))
_table("too_many_fields", "refused", "line 8", *_with("C7,P7,a.nii.gz,b.nii.gz,,surplus\n"))
_table("too_few_fields", "refused", "line 8", *_with("C7,P7\n"))
_table("open_quote", "refused", "quote", *_with('C7,"P7,a.nii.gz,b.nii.gz,\n'))
_table("null_bytes", "refused", ("table",), *_with("C7,P\0,a.nii.gz,b.nii.gz,\n"))
_table("a_field_of_megabytes", "refused", ("table",), *_with(f"C7,{'P' * 3_000_000},a.nii.gz,b.nii.gz,\n"))
_table("no_patient", "refused", "must not be empty", *_with("C7,,a.nii.gz,b.nii.gz,\n"))
_table("no_image", "refused", "image: missing", *_with("C7,P7,,b.nii.gz,\n"))
_table("case_twice", "refused", "stands there twice", *_with(ROWS[0]))
_table("file_twice", "refused", "same image", *_with("C7,P7,scans/c1.nii.gz,scans/g7.nii.gz,\n"))
_table("label_is_the_image", "refused", "same file", *_with("C7,P7,scans/c7.nii.gz,scans/c7.nii.gz,\n"))
_table("patient_spelled_in_two_ways", "refused", "spelling", *_with("C7,p1,a.nii.gz,b.nii.gz,\n"))
_table(
    "patient_with_another_sign", "refused", "spelling", *_with("C7,P-7,a.nii.gz,a,\n"), "C8,P_7,c.nii.gz,d.nii.gz,\n"
)
_table("patient_with_a_leading_zero", "refused", "spelling", *_with("C7,P01,a.nii.gz,b.nii.gz,\n"))
_table("case_that_leaves_the_folder", "refused", "cannot be a case's name", *_with("../../C7,P7,a.nii.gz,b.nii.gz,\n"))
_table("organ_nobody_named", "refused", "no organ is called 'hart'", *_with("C7,P7,a.nii.gz,b.nii.gz,hart\n"))
_table("too_few_patients", "refused", "folds.count", HEADER, *ROWS[:2])
_table("one_patient_many_scans", "refused", "folds.count", HEADER, *ROWS,
       change=lambda text: text.replace(",P2", ",P1").replace(",P3", ",P1").replace(",P4", ",P1")
       .replace(",P5", ",P1").replace(",P6", ",P1"))  # fmt: skip
