//! Texts of the compatibility view.

// Lists.
model::messages! {
    rule_items(name) { id: "Daftar uji: {name}", en: "To be checked: {name}" }
    rule_items_none { id: "Daftar uji", en: "To be checked" }
    rule_frozen(count) { id: "Hasil yang dibekukan: {count}", en: "Frozen results: {count}" }
    items_none { id: "Buka spesifikasi (spec.toml) atau lembar kerja (XLSX) dengan o, atau mulai isian baru dengan n.", en: "Open a specification (spec.toml) or a workbook (XLSX) with o, or begin a new form with n." }
    frozen_none { id: "Belum ada hasil yang dibekukan; d pada suatu hasil membekukannya dan menulis lembarnya.", en: "Nothing was frozen yet; d on a result freezes it and writes its sheet." }
    count_of(count, what) { id: "{count} {what}", en: "{count} {what}" }
    count_open(count) { id: "{count} belum ada hasil", en: "{count} without a result" }
    head_verdict { id: "PUTUSAN", en: "VERDICT" }
    head_item { id: "BARANG", en: "ITEM" }
    head_quantity { id: "JML", en: "QTY" }
    head_fail { id: "GAGAL", en: "FAIL" }
    head_unknown { id: "TNP DATA", en: "UNKNOWN" }
    head_warn { id: "CATATAN", en: "NOTES" }
    head_file { id: "BERKAS/BARIS", en: "FILE/ROW" }
    head_number { id: "NO", en: "NO" }
    head_procurement { id: "PENGADAAN", en: "PROCUREMENT" }
    head_revision { id: "REV", en: "REV" }
    head_frozen { id: "DIBEKUKAN", en: "FROZEN" }
    verdict_fits { id: "KOMPATIBEL", en: "FITS" }
    verdict_notes { id: "CATATAN", en: "NOTES" }
    verdict_unfit { id: "TIDAK", en: "UNFIT" }
    verdict_unknown { id: "DATA KURANG", en: "TOO LITTLE" }
    verdict_faulty { id: "PERBAIKI", en: "CORRECT" }
    verdict_waiting { id: "menguji …", en: "checking …" }
    verdict_refused { id: "TAK TERUJI", en: "UNCHECKED" }
    unsaved_mark { id: "belum disimpan", en: "not saved" }
}

// One thing.
model::messages! {
    rule_form { id: "Barang diusulkan", en: "Proposed item" }
    rule_form_of(name) { id: "Barang diusulkan ({name})", en: "Proposed item ({name})" }
    rule_result { id: "Hasil", en: "Result" }
    rule_rules { id: "Aturan dan bukti", en: "Rules and evidence" }
    rule_evidence(rule) { id: "Bukti {rule}", en: "Evidence of {rule}" }
    part_purchase { id: "Pembelian", en: "Purchase" }
    part_mandatory { id: "Wajib dari datasheet", en: "Mandatory, of the datasheet" }
    part_optional { id: "Bila diketahui", en: "Where it is known" }
    counts_of(pass, warn, fail, unknown) { id: "{pass} lolos  {warn} catatan  {fail} gagal  {unknown} tanpa data", en: "{pass} passed  {warn} notes  {fail} failed  {unknown} unknown" }
    counts_beside(count) { id: "{count} tak berlaku", en: "{count} not applicable" }
    counts_info(count) { id: "{count} info", en: "{count} info" }
    units(count) { id: "{count} unit", en: "{count} units" }
    to_correct(count) { id: "Perbaiki dahulu ({count}):", en: "To be corrected first ({count}):" }
    checking { id: "menguji …", en: "checking …" }
    unchecked(why) { id: "tidak teruji: {why}", en: "not checked: {why}" }
    head_rule { id: "ATURAN", en: "RULE" }
    head_subject { id: "BUTIR", en: "SUBJECT" }
    head_result { id: "HASIL", en: "RESULT" }
    head_finding { id: "TEMUAN", en: "FINDING" }
    head_evidence { id: "BUKTI (asal, waktu)", en: "EVIDENCE (source, time)" }
    outcome_fail { id: "GAGAL", en: "FAIL" }
    outcome_unknown { id: "TNP DATA", en: "UNKNOWN" }
    outcome_warn { id: "CATATAN", en: "NOTE" }
    outcome_info { id: "INFO", en: "INFO" }
    outcome_pass { id: "LOLOS", en: "PASS" }
    more_passed(count, ids) { id: "… {count} lolos lagi: {ids}", en: "… {count} more passed: {ids}" }
    more_rules(count, ids) { id: "… {count} lagi: {ids}", en: "… {count} more: {ids}" }
    fact_missing { id: "belum diketahui", en: "not known" }
    fact_had_by(how) { id: "dapat dari: {how}", en: "to be had by: {how}" }
    page_of(page) { id: "hal. {page}", en: "p. {page}" }
    yes_word { id: "ya", en: "yes" }
    no_word { id: "tidak", en: "no" }
    bought_along(what) { id: "Dibeli bersama: {what}", en: "Bought along: {what}" }
    waived_until(rule, letter, by, until) { id: "{rule} dikecualikan: surat {letter}, {by}, sampai {until}; putusan tetap", en: "{rule} waived: letter {letter}, {by}, until {until}; the verdict stays" }
    changed_since(rules) { id: "Berubah sejak revisi sebelumnya: {rules}", en: "Changed since the revision before: {rules}" }
    foot_draft(at, ruleset) { id: "Data {at}; aturan {ruleset}; hasil belum dibekukan", en: "Data of {at}; rules {ruleset}; the result is not frozen" }
    foot_frozen(at, ruleset, number, revision) { id: "Data {at}; aturan {ruleset}; dibekukan: hasil {number}, revisi {revision}", en: "Data of {at}; rules {ruleset}; frozen: result {number}, revision {revision}" }
}

// Typing and telling.
model::messages! {
    entry_open { id: "Buka:", en: "Open:" }
    entry_open_hint { id: "spec.toml atau XLSX", en: "spec.toml or XLSX" }
    entry_new { id: "Jenis atau produk:", en: "Class or product:" }
    entry_save { id: "Simpan ke:", en: "Save in:" }
    entry_export { id: "Tulis JSON ke:", en: "Write JSON to:" }
    entry_freeze(count) { id: "Bekukan {count} hasil sebagai:", en: "Freeze {count} results as:" }
    entry_example { id: "misalnya", en: "such as" }
    entry_many { id: "(pisahkan dengan ;)", en: "(parted by ;)" }
    specs_unread(file, count) { id: "{file}: {count} kesalahan; tidak ada yang dibuka", en: "{file}: {count} faults; nothing was opened" }
    files_written(files) { id: "ditulis: {files}", en: "written: {files}" }
    not_frozen(why) { id: "tidak jadi dibekukan: {why}", en: "not frozen: {why}" }
    frozen_as(number, file) { id: "dibekukan: hasil {number}; lembar {file} dan XLSX", en: "frozen: result {number}; sheet {file} and XLSX" }
    frozen_many(numbers, count) { id: "dibekukan: hasil {numbers}; {count} lembar ditulis", en: "frozen: results {numbers}; {count} sheets written" }
    frozen_without(number, why) { id: "dibekukan: hasil {number}; lembar tidak tertulis: {why}", en: "frozen: result {number}; no sheet was written: {why}" }
    unsaved_changes { id: "isian belum disimpan: F5 menyimpan, tombol yang sama sekali lagi membuangnya", en: "the form was not saved: F5 saves it, the same key once more drops it" }
    no_class(word) { id: "jenis atau produk '{word}' tidak dikenal; ↑↓ memilih", en: "unknown class or product '{word}'; ↑↓ choose" }
    file_exists(file) { id: "{file} sudah ada; sebut nama lain", en: "{file} exists; give another name" }
    file_changed(file) { id: "{file} berubah sejak dibaca dan tidak ditimpa; buka lagi", en: "{file} has changed since it was read and is not overwritten; open it again" }
    file_unwritable(file, cause) { id: "{file} tidak dapat ditulis: {cause}", en: "{file} cannot be written: {cause}" }
    reason_no_specs { id: "layar ini tidak memeriksa barang", en: "this screen checks no items" }
    reason_no_specs_open { id: "buka spesifikasi dahulu (o, n)", en: "open a specification first (o, n)" }
    reason_frozen { id: "hasil beku tidak diubah", en: "a frozen result is not changed" }
    reason_unsound { id: "belum semua teruji", en: "not everything is checked" }
    key_open_specs { id: "buka berkas", en: "open file" }
    key_new_spec { id: "isian baru", en: "new form" }
    key_form { id: "isian", en: "form" }
    key_check { id: "periksa", en: "check" }
    key_evidence { id: "bukti", en: "evidence" }
    key_sheet { id: "lembar hasil", en: "sheet" }
    key_save { id: "simpan", en: "save" }
    key_copy_finding { id: "salin", en: "copy" }
    key_export { id: "ekspor", en: "export" }
    hint_fill { id: "isi", en: "fill in" }
    hint_rules { id: "aturan", en: "rules" }
    hint_choose { id: "pilih", en: "choose" }
    hint_take { id: "pakai", en: "take" }
}
