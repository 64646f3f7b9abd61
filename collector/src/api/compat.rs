//! Questions about equipment to be bought.

use super::{
    Api,
    answer::internal,
    question::{ask, body, number},
};
use crate::{
    book::refuse,
    compat::{
        day::Day,
        form::Fault,
        product::{Product, device_type, overlay},
        record, rules,
        seen::Seen,
        site::Site,
        spec::Spec,
    },
    store::{ImportedRecord, StoreError, StoredProduct},
    writer::command::Change,
};
use axum::Router;
use model::{
    Lang,
    api::{self, Checked, Code, Done, ErrorAnswer, Imported, MOST_SPECS, ProductKind, ProductText},
    compat::{Frozen, Waiver},
};

model::messages! {
    bad_record(n, cause) { id: "Catatan {n}: {cause}", en: "Record {n}: {cause}" }
    bad_product(n, cause) { id: "Produk {n}: {cause}", en: "Product {n}: {cause}" }
    bad_site(cause) { id: "site.toml: {cause}", en: "site.toml: {cause}" }
    bad_spec(n, cause) { id: "Spesifikasi {n}: {cause}", en: "Specification {n}: {cause}" }
    spec_count(most) { id: "Kirim 1 sampai {most} spesifikasi", en: "Send 1 to {most} specifications" }
    save_count { id: "Sebut satu nama pengadaan untuk tiap spesifikasi", en: "Name one procurement for each specification" }
    save_name { id: "Nama pengadaan 1 sampai 100 huruf", en: "The name of a procurement has 1 to 100 characters" }
    no_result(number) { id: "Hasil uji {number} tidak ada; lihat `pantau compat ls`", en: "There is no result {number}; see `pantau compat ls`" }
    no_rule(rule) { id: "Aturan {rule} tidak ada", en: "There is no rule {rule}" }
    waiver_empty(key) { id: "Pengecualian: '{key}' wajib diisi, paling panjang 1000 huruf", en: "Waiver: '{key}' is required, at most 1000 characters" }
    waiver_day(text) { id: "Pengecualian: '{text}' bukan tanggal seperti 2027-06-30", en: "Waiver: '{text}' is no day such as 2027-06-30" }
    waiver_needless(rule) { id: "Aturan {rule} tidak memerlukan pengecualian pada hasil ini", en: "Rule {rule} needs no waiver in this result" }
}

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<api::Import, _, _>(router, |api, _, octets| async move { import(api, body(&octets)?).await });
    let router = ask::<api::AskCheck, _, _>(router, |api, _, octets| async move { check(api, body(&octets)?).await });
    let router = ask::<api::ListFrozen, _, _>(router, |api, _, _| async move {
        api.blocking(|api| {
            let mut lines = api.reader().all_frozen().map_err(failed)?;
            lines.retain(|line| api.who().sees_code(line.opd.as_deref().unwrap_or_default()));
            Ok(lines)
        })
        .await?
    });
    let router = ask::<api::AskFrozen, _, _>(router, |api, part, _| async move { frozen(api, number(&part)?).await });
    let router = ask::<api::AskFleetCheck, _, _>(router, |api, _, _| async move {
        api.blocking(|api| api.desk().fleet().map_err(failed)).await?
    });
    let router = ask::<api::AskProduct, _, _>(router, |api, _, octets| async move {
        let asked: api::AskProduct = body(&octets)?;
        api.blocking(move |api| api.reader().products(&asked.name).map_err(failed)).await?
    });
    ask::<api::Waive, _, _>(router, |api, part, octets| async move {
        let number = number(&part)?;
        let asked = api::Waive { number, ..body(&octets)? };
        let known = frozen(api.clone(), number).await?;
        let mut waiver = sound(asked.waiver, &known)?;
        waiver.at = Some(api.shared().clock.now());
        api.change(|reply| Change::Waive(api::Waive { number, waiver }, reply)).await
    })
}

/// The first fault of a file, with its line.
fn first(faults: &[Fault], lang: Lang) -> String {
    faults.first().map(|fault| fault.told("", lang)).unwrap_or_default()
}

fn failed(error: StoreError) -> ErrorAnswer {
    internal(&error.to_string())
}

async fn import(api: Api, asked: api::Import) -> Result<Imported, ErrorAnswer> {
    let dry_run = asked.dry_run;
    let ((records, products, site), known, places) = api
        .blocking(move |api| {
            if let Some(site) = &asked.site {
                Site::read(site)
                    .map_err(|faults| refuse(Code::Invalid, |lang| bad_site(lang, first(&faults, lang))))?;
            }
            let (mut new, mut known, mut places) = (Vec::new(), 0, Vec::new());
            for (place, value) in asked.records.iter().enumerate() {
                record::check(value)
                    .map_err(|text| refuse(Code::Invalid, |lang| bad_record(lang, place + 1, &text[lang as usize])))?;
                let body = value.to_string();
                if api.reader().is_imported(&body).map_err(failed)? {
                    known += 1;
                } else if let Some(seen) = Seen::read(&body) {
                    new.push(ImportedRecord { seen, body });
                    places.push(place as u32);
                }
            }
            let products = asked.products.into_iter().enumerate().map(|(place, text)| product(place + 1, text));
            let products = products.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, ErrorAnswer>(((new, products, asked.site), known, places))
        })
        .await??;
    if dry_run {
        let (records, products) = (records.len() as u32, products.len() as u32);
        return Ok(Imported { records, known, products, site: site.is_some(), new: places });
    }
    let done = api.change(|reply| Change::Import(records, products, site, reply)).await?;
    Ok(Imported { known, ..done })
}

/// A file about a product, if it is one.
fn product(place: usize, text: ProductText) -> Result<StoredProduct, ErrorAnswer> {
    let read = match text.kind {
        ProductKind::DeviceType => device_type::read(&text.text),
        ProductKind::Overlay => overlay::read(&text.text)
            .map_err(|faults| faults.into_iter().next().map(|fault| fault.text).unwrap_or_default()),
    };
    let product =
        read.map_err(|cause| refuse(Code::Invalid, |lang| bad_product(lang, place, &cause[lang as usize])))?;
    let Product { manufacturer, model, part_number, .. } = product;
    Ok(StoredProduct { manufacturer, model, part_number, text })
}

async fn check(api: Api, asked: api::AskCheck) -> Result<Vec<Checked>, ErrorAnswer> {
    if asked.specs.is_empty() || asked.specs.len() > MOST_SPECS {
        return Err(refuse(Code::Invalid, |lang| spec_count(lang, MOST_SPECS)));
    }
    if !asked.save.is_empty() && asked.save.len() != asked.specs.len() {
        return Err(refuse(Code::Invalid, |lang| save_count(lang).to_owned()));
    }
    let named = |name: &String| (1..=100).contains(&name.trim().chars().count());
    if !asked.save.iter().all(named) {
        return Err(refuse(Code::Invalid, |lang| save_name(lang).to_owned()));
    }
    let api::AskCheck { specs: texts, opd, save } = asked;
    let (made, texts) = api
        .blocking(move |api| {
            let mut specs = Vec::new();
            for (place, text) in texts.iter().enumerate() {
                specs.push(
                    Spec::read(text).map_err(|faults| {
                        refuse(Code::Invalid, |lang| bad_spec(lang, place + 1, first(&faults, lang)))
                    })?,
                );
            }
            let made = api.desk().check(&specs, opd.as_deref()).map_err(failed)?.into_iter();
            let named = made.map(|made| {
                let name = made.check.opd.as_deref().and_then(|opd| api.desk().opd_name(opd));
                (made, name)
            });
            Ok::<_, ErrorAnswer>((named.collect::<Vec<_>>(), texts))
        })
        .await??;
    let mut answers: Vec<Checked> = made
        .iter()
        .map(|(made, opd_name)| Checked {
            check: made.check.clone(),
            opd_name: opd_name.clone(),
            number: None,
            revision: None,
        })
        .collect();
    if save.is_empty() {
        return Ok(answers);
    }
    let now = api.shared().clock.now();
    for ((((made, _), text), name), answer) in made.into_iter().zip(texts).zip(save).zip(&mut answers) {
        let name = name.trim().to_owned();
        let result = Box::new(made.freeze(name.clone(), now, text));
        let _: Done = api.change(|reply| Change::Freeze(result, reply)).await?;
        let newest = api.blocking(move |api| api.reader().newest_frozen(&name).map_err(failed)).await??;
        (answer.number, answer.revision) = newest.unzip();
    }
    Ok(answers)
}

async fn frozen(api: Api, number: u64) -> Result<Frozen, ErrorAnswer> {
    api.blocking(move |api| {
        let found = api.reader().frozen(number).map_err(failed)?;
        let seen = found.filter(|frozen| api.who().sees_code(frozen.check.opd.as_deref().unwrap_or_default()));
        let mut frozen = seen.ok_or_else(|| refuse(Code::NotFound, |lang| no_result(lang, number)))?;
        frozen.opd_name = frozen.check.opd.as_deref().and_then(|opd| api.desk().opd_name(opd));
        Ok(frozen)
    })
    .await?
}

/// The waiver, if it says all that it must and the rule needs one.
fn sound(waiver: Waiver, known: &Frozen) -> Result<Waiver, ErrorAnswer> {
    let rule = rules::of(waiver.rule.trim())
        .ok_or_else(|| refuse(Code::Invalid, |lang| no_rule(lang, waiver.rule.escape_debug())))?;
    let named = [("reason", &waiver.reason), ("letter", &waiver.letter), ("by", &waiver.by)];
    for (key, text) in named {
        if text.trim().is_empty() || text.chars().count() > 1000 {
            return Err(refuse(Code::Invalid, |lang| waiver_empty(lang, key)));
        }
    }
    if Day::parse(waiver.until.trim()).is_none() {
        return Err(refuse(Code::Invalid, |lang| waiver_day(lang, waiver.until.escape_debug())));
    }
    use model::compat::Outcome::{Fail, Unknown, Warn};
    let found = known.check.rules.iter().find(|finding| finding.id == rule.id);
    if !found.is_some_and(|finding| matches!(finding.result, Fail | Unknown | Warn)) {
        return Err(refuse(Code::Conflict, |lang| waiver_needless(lang, rule.id)));
    }
    Ok(Waiver { rule: rule.id.into(), ..waiver })
}
