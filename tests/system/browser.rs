//! The pages for procurement staff in a real browser (Chromium without a window, without JavaScript), driven over the
//! WebDriver protocol (W3C WebDriver, 2018).

use crate::rig::{Collector, Running, free_tcp_port, wait_for};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Key of an element in an answer (W3C WebDriver, 11.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with its driver; both end with the test.
struct Browser {
    driver: Running,
    session: String,
    /// Where it keeps what it downloads.
    downloads: TempDir,
}

impl Browser {
    fn start() -> Self {
        let (port, downloads) = (free_tcp_port(), TempDir::new().unwrap());
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium-driver is installed by tests/run");
        let driver = Running(driver);
        let home = format!("http://127.0.0.1:{port}");
        wait_for("the browser's driver", Duration::from_secs(30), || {
            ureq::get(&format!("{home}/status")).call().ok().map(|_| ())
        });
        let options = json!({
            // It runs as root in a container, with one loopback page to see.
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1100,900"],
            "prefs": {
                "profile.managed_default_content_settings.javascript": 2,
                "download.default_directory": downloads.path().to_str().unwrap(),
            },
        });
        let asked = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let mut answer = ureq::post(&format!("{home}/session")).send_json(&asked).unwrap();
        let answer: Value = answer.body_mut().read_json().unwrap();
        let session = format!("{home}/session/{}", answer["value"]["sessionId"].as_str().unwrap());
        Self { driver, session, downloads }
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let mut answer = ureq::post(&format!("{}{path}", self.session)).send_json(body).unwrap_or_else(|error| {
            panic!("{path} {body}: {error}: {:?}", self.text());
        });
        answer.body_mut().read_json::<Value>().unwrap()["value"].clone()
    }

    fn open(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// The element of a CSS selector, or of the text of a link.
    fn find(&self, by: &str, what: &str) -> String {
        self.post("/element", &json!({ "using": by, "value": what }))[ELEMENT].as_str().unwrap().to_owned()
    }

    fn click(&self, by: &str, what: &str) {
        let element = self.find(by, what);
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Types into the field of this name, in place of what stands in it.
    fn fill(&self, name: &str, text: &str) {
        let element = self.find("css selector", &format!("[name='{name}']"));
        if !text.starts_with('/') {
            self.post(&format!("/element/{element}/clear"), &json!({}));
        }
        self.post(&format!("/element/{element}/value"), &json!({ "text": text }));
    }

    fn value(&self, name: &str) -> String {
        let element = self.find("css selector", &format!("[name='{name}']"));
        let mut answer = ureq::get(&format!("{}/element/{element}/property/value", self.session)).call().unwrap();
        let answer: Value = answer.body_mut().read_json().unwrap();
        answer["value"].as_str().unwrap_or_default().to_owned()
    }

    /// What a person reads on the page; nothing while it is changing.
    fn text(&self) -> Option<String> {
        let asked = json!({ "using": "css selector", "value": "body" });
        let mut answer = ureq::post(&format!("{}/element", self.session)).send_json(&asked).ok()?;
        let answer: Value = answer.body_mut().read_json().ok()?;
        let element = answer["value"][ELEMENT].as_str()?.to_owned();
        let mut answer = ureq::get(&format!("{}/element/{element}/text", self.session)).call().ok()?;
        let answer: Value = answer.body_mut().read_json().ok()?;
        answer["value"].as_str().map(str::to_owned)
    }

    /// Waits until the page shows all these words.
    fn shows(&self, words: &[&str]) {
        let begun = Instant::now();
        loop {
            let text = self.text().unwrap_or_default();
            if words.iter().all(|word| text.contains(word)) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{words:?} never came: {text}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its driver ends it; without the driver it would stay.
        let _ended = ureq::delete(&self.session).call();
        let _gone = self.driver.0.kill();
    }
}

const SITE: &str = r#"schema = "pantau-site/1"
declared_at = 2026-11-10
[[opd]]
code = "DISDIK"
name = "Dinas Pendidikan"
[[location]]
id = "DISDIK/TU"
opd = "DISDIK"
"#;

/// A workbook with two monitors, as people fill in the template.
fn workbook(file: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("monitor").unwrap();
    let keys = ["target.opd", "target.location", "brand", "model", "quantity", "kind", "date", "video_inputs"];
    for (column, key) in (0..).zip(keys) {
        sheet.write(1, column, key).unwrap();
    }
    for (row, (model, inputs)) in [("M-24", "hdmi; displayport"), ("M-19", "vga")].into_iter().enumerate() {
        let row = row as u32 + 2;
        let cells = ["DISDIK", "DISDIK/TU", "Contoh", model, "baru", "2026-12-15", inputs];
        for (column, cell) in [0, 1, 2, 3, 5, 6, 7].into_iter().zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
        sheet.write(row, 4, 3).unwrap();
    }
    book.save(file).unwrap();
}

#[test]
fn staff_fill_in_upload_and_download_without_javascript() {
    let collector = Collector::start("");
    let folder = TempDir::new().unwrap();
    let site = folder.path().join("site.toml");
    fs::write(&site, SITE).unwrap();
    collector.done(&["import", "--site", site.to_str().unwrap()]);
    let browser = Browser::start();
    let first = format!("{}/kompatibilitas", collector.url);

    // A form: what is wrong is told and what was typed stays.
    browser.open(&first);
    browser.click("link text", "Monitor");
    browser.shows(&["Uji kompatibilitas: Monitor", "Perangkat Daerah (kode)", "Data wajib dari datasheet"]);
    browser.fill("brand", "Contoh & <Putra>");
    browser.click("css selector", "button[type=submit]");
    browser.shows(&["Perbaiki dahulu", "item.model"]);
    assert_eq!(browser.value("brand"), "Contoh & <Putra>");
    for (name, text) in [
        ("model", "M-24"),
        ("quantity", "3"),
        ("target.opd", "DISDIK"),
        ("target.location", "DISDIK/TU"),
        ("video_inputs", "hdmi; displayport"),
        ("provenance.document", "m24.pdf / 2"),
    ] {
        browser.fill(name, text);
    }
    browser.click("css selector", "button[type=submit]");
    browser.shows(&["DATA BELUM CUKUP", "Contoh & <Putra> M-24", "Dinas Pendidikan (DISDIK)", "GEN-02"]);

    // The sheet to take along, and back into the form.
    browser.click("css selector", "button[value='pdf:0']");
    let pdf = wait_for("the sheet", Duration::from_secs(20), || {
        let entries = fs::read_dir(browser.downloads.path()).ok()?;
        entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|file| file.extension().is_some_and(|end| end == "pdf"))
    });
    assert!(fs::read(pdf).unwrap().starts_with(b"%PDF"));
    browser.click("css selector", "button[value='edit:0']");
    browser.shows(&["Data wajib dari datasheet"]);
    assert_eq!((browser.value("model"), browser.value("quantity")), ("M-24".into(), "3".into()));
    assert_eq!(browser.value("provenance.document"), "m24.pdf / 2");

    // A workbook is a list of verdicts; each can be opened.
    let file = folder.path().join("barang.xlsx");
    workbook(&file);
    browser.open(&format!("{first}?lang=id"));
    browser.fill("file", file.to_str().unwrap());
    browser.click("css selector", "form[enctype] button");
    browser.shows(&["Daftar barang", "Contoh M-24", "Contoh M-19", "DATA BELUM CUKUP"]);
    browser.click("css selector", "button[value='show:1']");
    browser.shows(&["Contoh M-19", "Kembali ke daftar"]);
    browser.click("css selector", "button[value='list']");
    browser.shows(&["Daftar barang"]);

    // What is no such file is told; the other language is one link away.
    let wrong = folder.path().join("salah.toml");
    fs::write(&wrong, "schema = \"pantau-spec/1\"\n[item]\nclas = \"monitor\"\n").unwrap();
    browser.open(&first);
    browser.fill("file", wrong.to_str().unwrap());
    browser.click("css selector", "form[enctype] button");
    browser.shows(&["Perbaiki dahulu", "spec.toml:3", "'item.clas'"]);
    browser.open(&first);
    browser.click("link text", "English");
    browser.shows(&["Choose the class", "Or upload a file"]);
    assert!(collector.json(&["compat", "ls"]).as_array().unwrap().is_empty(), "the pages write nothing");
}
