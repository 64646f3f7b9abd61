//! The sheet for the file (*Lembar Hasil Uji Kompatibilitas*): what stands on it, and its forms PDF and XLSX.

mod metrics;
mod paper;
mod pdf;
mod qr;
mod xlsx;

pub use paper::{About, Paper, paper};
pub use pdf::pdf;
pub use xlsx::xlsx;

/// A sheet of a check with findings of every kind.
#[cfg(test)]
fn tests_paper() -> Paper {
    use super::given::Given;
    use model::{Lang, Timestamp, compat::Waiver};
    let site = "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nupstream = \"SW\"";
    let given =
        Given::class("access_point").attr("power_input = \"poe\"\npoe_kind = \"active\"\npoe_class = 4").site(site);
    let check = given.check();
    let waiver = Waiver {
        rule: "POE-02".into(),
        reason: "Switch baru menyusul".into(),
        letter: "045/9".into(),
        by: "Kepala Dinas".into(),
        until: "2027-06-30".into(),
        at: None,
    };
    let letterhead = ["PEMERINTAH KABUPATEN CONTOH".to_owned()];
    let about = About {
        letterhead: &letterhead,
        opd_name: Some("Dinas Pendidikan"),
        frozen: Some(("Pengadaan", 2, Timestamp(0))),
        waivers: std::slice::from_ref(&waiver),
        replaces: vec!["SW-LAMA".into()],
        ..About::default()
    };
    paper(Lang::Id, &check, &about)
}
